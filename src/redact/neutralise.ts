/** Whole terminal sequences: CSI (colours, cursor), then OSC, DCS, SOS, PM and APC with their text (titles, links,
 *  clipboard), then the two- and three-character ones. ECMA-48, with the 8-bit forms. */
const SEQUENCES =
  /(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f\n\r]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]{1,2}[0-~]|\x1b[0-OQ-WYZ`-~]/g

/** Characters that show nothing and turn, hide or join what stands around them: bidi controls, zero-width ones,
 *  fillers, tags, variation selectors, annotation marks. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu

const LINE_ENDS = /\r\n|[\r\u0085\u2028\u2029]/g
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
const FOLDED = /[\n\t]+/g

/** Text that no terminal can take for a command and that reads in the order it is stored: terminal sequences and
 *  invisible characters are removed, other controls become `\xNN`, lone surrogates U+FFFD, every kind of line
 *  end a newline. `fold` also turns newlines and tabs into blanks, so that one text stays one line. */
export function neutralise(text: string, lines: 'keep' | 'fold' = 'keep'): string {
  const plain = text
    .toWellFormed()
    .replace(SEQUENCES, '')
    .replace(INVISIBLE, '')
    .replace(LINE_ENDS, '\n')
    .replace(CONTROLS, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return lines === 'fold' ? plain.replace(FOLDED, ' ') : plain
}
