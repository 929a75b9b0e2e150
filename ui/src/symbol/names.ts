/** What people call the kinds of codes. Names are the standards' own in every language. */
const NAMES: Record<string, string> = {
  AZTEC: 'Aztec',
  CODABAR: 'Codabar',
  CODE_39: 'Code 39',
  CODE_93: 'Code 93',
  CODE_128: 'Code 128',
  DATA_MATRIX: 'Data Matrix',
  EAN_8: 'EAN-8',
  EAN_13: 'EAN-13',
  ITF: 'ITF',
  PDF_417: 'PDF417',
  QR_CODE: 'QR',
  UPC_A: 'UPC-A',
  UPC_E: 'UPC-E',
  MAXICODE: 'MaxiCode',
  RSS_14: 'GS1 DataBar',
  RSS_EXPANDED: 'GS1 DataBar Expanded',
  DATA_BAR: 'GS1 DataBar',
  DATA_BAR_EXPANDED: 'GS1 DataBar Expanded',
  DATA_BAR_LIMITED: 'GS1 DataBar Limited',
};

/** A name for people; an unknown symbology keeps the name it came with. */
export function symbologyName(symbology: string): string {
  return Object.hasOwn(NAMES, symbology) ? (NAMES[symbology] ?? symbology) : symbology;
}
