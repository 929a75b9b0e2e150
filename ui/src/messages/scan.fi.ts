/** Koodien skannaamisen sanat: kameralla tai kuvasta. */
import type { scanEn } from './scan.en';
import type { Catalogue } from './types';

export const scanFi: Pick<Catalogue, keyof typeof scanEn> = {
  'add.scan': 'Skannaa koodi',
  'add.scanText': 'Kaupan kutsu tai muovikortin koodi: kameralla tai kuvasta.',
  'connect.scan': 'Skannaa kutsu',
  'connect.keepCode': 'Tee koodista kortti',

  'scan.title': 'Skannaa koodi',
  'scan.aim': 'Pidä koodi kehyksen sisällä: kaupan kutsu tai kortin koodi.',
  'scan.starting': 'Käynnistetään kameraa',
  'scan.live': 'Mitä kamera näkee',
  'scan.picture': 'Valitse kuva',
  'scan.pictureText': 'Myös valokuva tai kuvakaappaus koodista käy. Voit pudottaa sen tähän tai liittää sen.',
  'scan.private': 'Kuva luetaan tällä laitteella. Sitä ei tallenneta eikä lähetetä minnekään.',
  'scan.light': 'Valo',
  'scan.camera': 'Kamera',
  'scan.cameraPlace': (p) => `Kamera ${p.place}`,
  'scan.type': 'Kirjoita osoite',
  'scan.absent': 'Kantis ei voi käyttää kameraa täällä.',
  'scan.none': 'Tässä laitteessa ei ole kameraa, tai se ei ole kytkettynä.',
  'scan.refused': 'Kantis ei saa käyttää kameraa. Voit muuttaa sen selaimen tai laitteen asetuksista.',
  'scan.busy': 'Kamera ei vastaa. Ehkä toinen ohjelma käyttää sitä.',
  'scan.reading': 'Luetaan kuvaa',
  'scan.nothing': 'Kuvasta ei löytynyt koodia. Parhaiten käy terävä kuva, jossa koodi on kokonaan.',
  'scan.noPicture': 'Tämä tiedosto ei ole kuva, jonka Kantis osaa avata.',
  'scan.failed': 'Koodien lukijaa ei voitu käynnistää. Kirjoita osoite tai numero.',
  'scan.foundInvite': 'Koodi on luettu. Se johtaa kauppaan.',
  'scan.foundCode': (p) => `Tämä ei ole kaupan kutsu vaan koodi, jonka laji on ${p.symbology}.`,
  'scan.foundText': 'Voit tehdä siitä kortin. Näet sen ennen tallentamista.',
  'scan.makeCard': 'Tee kortti',
  'scan.again': 'Skannaa uudelleen',
  'scan.dropHere': 'Pudota kuva tähän, niin sen koodi luetaan',
};
