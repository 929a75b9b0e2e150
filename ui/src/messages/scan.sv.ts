/** Orden för att skanna koder: med kameran eller från en bild. */
import type { scanEn } from './scan.en';
import type { Catalogue } from './types';

export const scanSv: Pick<Catalogue, keyof typeof scanEn> = {
  'add.scan': 'Skanna en kod',
  'add.scanText': 'En butiks inbjudan eller koden på ett plastkort: med kameran eller från en bild.',
  'connect.scan': 'Skanna inbjudan',
  'connect.keepCode': 'Gör ett kort av koden',

  'scan.title': 'Skanna en kod',
  'scan.aim': 'Håll koden innanför ramen: en butiks inbjudan eller koden på ett kort.',
  'scan.starting': 'Startar kameran',
  'scan.live': 'Vad kameran ser',
  'scan.picture': 'Välj en bild',
  'scan.pictureText': 'Ett foto eller en skärmbild av koden går också bra. Du kan släppa den här eller klistra in den.',
  'scan.private': 'Bilden läses på den här enheten. Den sparas inte och skickas ingenstans.',
  'scan.light': 'Lampa',
  'scan.camera': 'Kamera',
  'scan.cameraPlace': (p) => `Kamera ${p.place}`,
  'scan.type': 'Skriv adressen',
  'scan.absent': 'Kantis kan inte använda någon kamera här.',
  'scan.none': 'Det finns ingen kamera på den här enheten, eller så är den inte ansluten.',
  'scan.refused': 'Kantis får inte använda kameran. Du kan ändra det i webbläsarens eller enhetens inställningar.',
  'scan.busy': 'Kameran svarar inte. Kanske används den av ett annat program.',
  'scan.reading': 'Läser bilden',
  'scan.nothing': 'Ingen kod hittades på bilden. Bäst är en skarp bild där hela koden syns.',
  'scan.noPicture': 'Den här filen är ingen bild som Kantis kan öppna.',
  'scan.failed': 'Kodläsaren kunde inte startas. Skriv adressen eller numret i stället.',
  'scan.foundInvite': 'Koden är läst. Den leder till en butik.',
  'scan.foundCode': (p) => `Det här är ingen inbjudan från en butik, utan en kod av typen ${p.symbology}.`,
  'scan.foundText': 'Du kan göra ett kort av den. Du ser det innan det sparas.',
  'scan.makeCard': 'Gör ett kort',
  'scan.again': 'Skanna igen',
  'scan.dropHere': 'Släpp bilden här så läses koden',
};
