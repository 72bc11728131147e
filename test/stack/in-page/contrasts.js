// Texts of the page whose contrast with what is behind them is below WCAG's 4.5, as `text: contrast`.
(() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (color) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = Array.from(canvas.getImageData(0, 0, 1, 1).data, (part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    if (element === null) return "white";
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor === "rgba(0, 0, 0, 0)" ? ground(element.parentElement) : backgroundColor;
  };
  const ownText = (element) =>
    [...element.childNodes]
      .map((node) => (node.nodeType === Node.TEXT_NODE ? node.textContent.trim() : ""))
      .join("");
  return [...document.body.querySelectorAll("*")].flatMap((element) => {
    const text = ownText(element);
    const colors = [getComputedStyle(element).color, ground(element)];
    const [light, dark] = colors.map(luminance).sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    return text !== "" && contrast < 4.5 ? [`${text}: ${contrast.toFixed(2)}`] : [];
  });
})();
