/* Makes bootstrap-subset.css, the part of Bootstrap that staff pages load. From this folder:
 *
 *   npm install --prefix /tmp/bootstrap bootstrap@5.3.9 purgecss@8
 *   node bootstrap-subset.cjs /tmp/bootstrap
 *
 * It keeps what is named here, not what the templates use at the moment: so a page may use any of it tomorrow. Colours of themes,
 * buttons, alerts and badges, and everything that needs Bootstrap's JavaScript, stay out: css/te-voet.css has its own.
 */
const {createRequire} = require('node:module')
const {writeFileSync} = require('node:fs')

const CLASSES = `
  row col col-auto col-(sm|md)-(auto|3|4|5|6|7|8|9|12|[12]) col-(3|4|5|6|7|8|9|12) g-[0-4]
  form-control form-control-sm form-select form-select-sm form-label form-text col-form-label
  form-check form-check-input form-check-label form-check-inline form-switch input-group input-group-text
  is-invalid invalid-feedback has-validation
  btn btn-sm alert alert-heading alert-link badge rounded-pill
  table table-sm table-responsive align-(top|middle|baseline)
  visually-hidden visually-hidden-focusable list-unstyled list-inline list-inline-item small
  d-(none|block|inline|inline-block|flex|inline-flex|grid) d-(sm|md|lg)-(none|block|inline|flex) d-print-(none|block)
  flex-(row|column|wrap|nowrap|fill|grow-1|shrink-0) justify-content-(start|end|center|between)
  align-items-(start|end|center|baseline|stretch) align-self-(start|end|center) gap-[0-5]
  (m|mt|mb|ms|me|mx|my)-([0-5]|auto) (p|pt|pb|ps|pe|px|py)-[0-5]
  text-(start|end|center|nowrap|wrap|break|truncate|decoration-none) fs-[56] fw-(normal|semibold|bold) fst-italic
  w-(50|100|auto) mw-100 h-auto overflow-auto position-relative rounded border border-0`
const ELEMENTS = `
  \\* :root html body hr h[1-6] p abbr address ol ul dl dt dd blockquote b strong small mark sub sup a pre code kbd samp
  img svg table caption th td tr thead tbody tfoot label button input select optgroup textarea fieldset legend
  output summary`
const ATTRIBUTES = 'type disabled readonly href role title multiple size list hidden'
const patterns = words => words.trim().split(/\s+/).map(word => new RegExp(`^${word}$`))

async function main(folder) {
  const npm = createRequire(`${folder}/node_modules/`)
  const {PurgeCSS} = npm('purgecss')
  const [{css}] = await new PurgeCSS().purge({
    css: [npm.resolve('bootstrap/dist/css/bootstrap.min.css')],
    content: [],
    safelist: [CLASSES, ELEMENTS, ATTRIBUTES].flatMap(patterns),
    blocklist: [/data-bs-theme/],
    variables: true,
    keyframes: true,
  })
  const subset = css.replace(/\/\*# sourceMappingURL.*/, '').replaceAll(':root{}', '').trim()
  writeFileSync('bootstrap-subset.css', subset.replace('/*!\n', '/*!\n * A subset, made by bootstrap-subset.cjs, of\n') + '\n')
}

main(process.argv[2])
