// What a page of another site can do to the platform at TARGET with the cookies of its visitor.
(async () => {
  const outcome = (promise) => promise.then(({ status }) => status).catch(() => "blocked");
  const socket = new WebSocket(`${"TARGET".replace("http", "ws")}/ws`);
  const closed = new Promise((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  return {
    read: await outcome(fetch("TARGET/api/v2/me", { credentials: "include" })),
    write: await outcome(fetch("TARGET/api/auth/sign-out", { method: "POST", credentials: "include" })),
    socket: await closed,
  };
})();
