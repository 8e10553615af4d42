// Brings a list that is too large for a form: straight to where it lies, with how far it has come. Without it the form does.
const form = document.querySelector("[data-bring]");
const mostBytes = Number(form?.dataset.mostBytes);
const megabyte = 1024 * 1024;
const size = (bytes) =>
  bytes < 1024 * megabyte ? `${Math.ceil(bytes / megabyte)} MB` : `${Math.round(bytes / megabyte / 102.4) / 10} GB`;

const say = (words) => {
  const line = form.querySelector("[data-coming]");
  line.hidden = false;
  if (line.textContent !== words) line.textContent = words;
};

const announce = async (file) => {
  const said = form.elements.said.value;
  const answer = await fetch(form.dataset.bring, {
    method: "POST",
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      "x-form-token": form.elements.formToken.value,
    },
    body: JSON.stringify({ file: file.name, bytes: file.size, ...(said && { said }) }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

/** As fetch tells nobody how much of a body has left. */
const put = ({ url, headers }, file) =>
  new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (new URL(url, location.href).origin === location.origin)
      request.setRequestHeader("x-form-token", form.elements.formToken.value);
    request.upload.onprogress = ({ loaded, total }) =>
      say(`${size(loaded)} of ${size(total)} (${Math.floor((100 * loaded) / total)} %)`);
    request.onload = () => (request.status < 300 ? done() : fail(new Error(String(request.status))));
    request.onerror = () => fail(new Error("the connection"));
    // Whatever type a browser would give it, it is bytes.
    request.send(new Blob([file]));
  });

const bring = async (file) => {
  if (file.size > mostBytes) return say(`This file has ${size(file.size)}; at most ${size(mostBytes)} can be brought.`);
  const button = form.querySelector("button");
  button.disabled = true;
  say("The file is on its way: stay on this page.");
  try {
    const coming = await announce(file);
    await put(coming, file);
    location.assign(`${form.action}/${coming.import.id}`);
  } catch {
    button.disabled = false;
    say("The file did not arrive. Look at the connection, and bring it once more.");
  }
};

if (form) {
  for (const each of document.querySelectorAll("[data-most]")) each.textContent = size(mostBytes);
  form.addEventListener("submit", (event) => {
    const [file] = form.elements.list.files;
    if (!file || file.size === 0) return;
    event.preventDefault();
    void bring(file);
  });
}
