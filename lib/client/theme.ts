/** Light, dark, or as the system says; kept in the browser and applied before the first paint. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const THEME_KEY = 'gatehouse-theme'

/** Runs inline in the head; must stay free of imports. Also follows the system while the page is open. */
export const THEME_SCRIPT = `(()=>{const k='${THEME_KEY}',m=matchMedia('(prefers-color-scheme: dark)'),a=()=>{let t=null;try{t=localStorage.getItem(k)}catch{}document.documentElement.dataset.theme=t==='dark'||t==='light'?t:m.matches?'dark':'light'};a();m.addEventListener('change',a);addEventListener('storage',a);addEventListener('gatehouse-theme',a)})()`

export function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(THEME_KEY)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  } catch {
    return 'system'
  }
}

export function setTheme(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem(THEME_KEY)
    else localStorage.setItem(THEME_KEY, theme)
  } catch {
    // Without storage the choice lasts as long as the page; the event still applies what can be applied.
  }
  dispatchEvent(new Event('gatehouse-theme'))
}
