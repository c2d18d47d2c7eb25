// Follows the stream of what has changed, and puts each part into its place. What stays the same is not touched, so that
// nothing moves under a reader's eyes: a page's picture is exchanged once the new one is there to be shown.
"use strict"

const at = id => document.getElementById("preview-" + id)
const place = {
  list: told => fill("list", told.html),
  choice: told => fill("choice", told.html),
  problems: told => fill("problems", told.html),
  facts: told => fill("facts", told.html),
  text(told) {
    fill("text", told.html)
    at("title").textContent = told.title
    document.title = `${told.title} · Preview`
  },
  state(told) {
    document.body.classList.toggle("stale", told.stale)
    for (const note of document.querySelectorAll(".former")) note.hidden = !told.stale
    at("pages").setAttribute("aria-busy", told.busy)
    if (at("state").textContent !== told.words) at("state").textContent = told.words
  },
  pages(told) {
    const room = at("pages")
    let words = room.querySelector("pre")
    if (told.words) {
      if (!words) {
        words = document.createElement("pre")
        room.replaceChildren(words)
      }
      words.textContent = told.words
      return
    }
    words?.remove()
    const leaves = room.getElementsByTagName("img")
    while (leaves.length > told.leaves.length) leaves[leaves.length - 1].remove()
    told.leaves.forEach((leaf, number) => show(room, leaves[number], leaf))
  },
}

function fill(id, html) {
  const room = at(id)
  const focused = room.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null
  room.innerHTML = html
  if (focused) [...room.querySelectorAll("a[href]")].find(link => link.getAttribute("href") === focused)?.focus()
}

function show(room, old, leaf) {
  if (old?.dataset.wanted === leaf.src) {
    old.alt = leaf.alt
    return
  }
  const picture = new Image(leaf.width, leaf.height)
  picture.alt = leaf.alt
  picture.src = picture.dataset.wanted = leaf.src
  if (!old) {
    room.append(picture)
    return
  }
  old.dataset.wanted = leaf.src
  picture.decode().then(() => {
    if (old.isConnected && old.dataset.wanted === leaf.src) old.replaceWith(picture)
  }, () => {})
}

const stream = new EventSource(location.pathname.replace("/show/", "/events/"))
stream.onmessage = event => {
  const told = JSON.parse(event.data)
  place[told.part]?.(told)
}
stream.onerror = () => place.state({ words: "The preview has ended. Begin it again with `publish preview`.", stale: false, busy: false })
