// Keys and drafts. Every page works without this file.
(() => {
  'use strict'
  const page = document.documentElement
  const TYPING = 'input, textarea, select, [contenteditable]'

  // ---- keys: / searches, n logs a contact (anything with data-key), Escape leaves a field -------------------

  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const menu = document.querySelector('details.menu[open]')
    if (event.key === 'Escape' && menu) {
      menu.open = false
      menu.querySelector('summary').focus()
    } else if (event.target.closest?.(TYPING)) {
      if (event.key === 'Escape') event.target.blur()
    } else if (page.dataset.shortcuts !== 'off') {
      const found = event.key === '/'
        ? document.querySelector('[data-search]')
        : /^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`)
      if (!found) return
      event.preventDefault()
      if (event.key === '/') found.select()
      else found.click()
    }
  })

  // A form that came back with complaints starts at the first one.
  document.querySelector('.is-invalid:not(div)')?.focus()

  // ---- drafts: what was typed in <form data-draft="place"> outlives a crash, a closed tab or a sign-out by time --

  const KEEP_DAYS = 7
  const OURS = 'draft:'
  const store = (() => {
    try {
      return window.localStorage
    } catch {
      return null // switched off by the reader
    }
  })()
  if (!store) return

  const user = document.body.dataset.user || ''
  const keyOf = name => `${OURS}${user}:${name}`
  const forget = unwanted => Object.keys(store).filter(key => key.startsWith(OURS) && unwanted(key)).forEach(key => store.removeItem(key))

  const read = key => {
    try {
      return JSON.parse(store.getItem(key))
    } catch {
      return null
    }
  }
  forget(key => !(read(key)?.at > Date.now() - KEEP_DAYS * 86400e3))

  // Nobody finds on this machine what somebody else was writing.
  if (user) forget(key => !key.startsWith(keyOf('')))

  // The answer to a form that was saved says which draft is no longer needed (config.once).
  const sent = document.cookie.match(/(?:^|; )sent=([^;]+)/)
  if (sent) {
    store.removeItem(keyOf(decodeURIComponent(sent[1])))
    document.cookie = 'sent=; path=/; max-age=0; samesite=lax'
  }
  // Who signs out on purpose leaves nothing behind on this machine.
  let leaving = false
  for (const form of document.querySelectorAll('form[data-sign-out]')) {
    form.addEventListener('submit', () => {
      leaving = true
      forget(key => key.startsWith(keyOf('')))
    })
  }

  const fieldsOf = form => [...form.elements].filter(field =>
    field.name && field.matches('textarea, select, input:not([type=hidden], [type=password], [type=file], [type=submit])'))
  // Hidden, but part of the draft: which form it is, and over which version it was written (config.versions).
  const goingAlong = form => form.querySelectorAll('input[name=once], input[data-drafted]')
  const ticks = field => field.type === 'checkbox' || field.type === 'radio'
  const valueOf = field => ticks(field) ? field.checked : field.multiple ? [...field.selectedOptions].map(option => option.value) : field.value
  const snapshot = form => fieldsOf(form).map(field => [field.name, ticks(field) ? field.value : '', valueOf(field)])
  const hidden = form => [...goingAlong(form)].map(field => [field.name, field.value])

  const fill = (form, draft, along) => {
    for (const [name, value] of along) {
      const field = [...goingAlong(form)].find(field => field.name === name)
      if (field) field.value = value
    }
    for (const [name, choice, value] of draft) {
      const field = fieldsOf(form).find(field => field.name === name && (!ticks(field) || field.value === choice))
      if (!field) continue
      if (ticks(field)) field.checked = value
      else if (Array.isArray(value)) [...field.options].forEach(option => { option.selected = value.includes(option.value) })
      else field.value = value
    }
  }

  for (const form of document.querySelectorAll('form[data-draft]')) {
    const key = keyOf(form.dataset.draft)
    const asServed = snapshot(form), servedAlong = hidden(form)
    const same = draft => JSON.stringify(draft) === JSON.stringify(snapshot(form))
    let timer, touched = false

    const save = () => {
      clearTimeout(timer)
      if (!touched || leaving) return
      try {
        store.setItem(key, JSON.stringify({at: Date.now(), draft: snapshot(form), along: hidden(form)}))
      } catch { /* full: typing goes on */ }
    }

    const {draft: found, along = []} = read(key) || {}
    if (found && !same(found)) {
      fill(form, found, along)
      const notice = document.getElementById('draft-found').content.firstElementChild.cloneNode(true)
      notice.querySelector('button').addEventListener('click', () => {
        clearTimeout(timer)
        touched = false
        store.removeItem(key)
        fill(form, asServed, servedAlong)
        notice.remove()
        fieldsOf(form)[0]?.focus()
      })
      form.prepend(notice)
    }
    form.addEventListener('input', () => {
      touched = true
      clearTimeout(timer)
      timer = setTimeout(save, 300)
    })
    form.addEventListener('submit', save)
    window.addEventListener('pagehide', save)
  }
})()
