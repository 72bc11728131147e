const root = document.getElementById("swagger");

globalThis.SwaggerUIBundle({
  url: root.dataset.document,
  domNode: root,
  deepLinking: true,
  docExpansion: "list",
});
