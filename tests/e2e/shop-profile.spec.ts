/** What a shopper says about themselves: written on the card, kept in the shop's books. */
import { accessible, doubleText, fits } from './look';
import { connect, expect } from './wallet-and-shop';
import { test } from './way';

test('what a shop knows is shown, put right, and found by its till', async ({ app, shop, way }) => {
  // A whole story.
  test.slow();
  await connect(app, shop, 'Aino');
  const profile = app.getByTestId('card-profile');
  await expect(profile.getByTestId('profile-name')).toHaveText('Aino');
  await expect(profile.getByTestId('profile-email')).toHaveText('aino@example.com');
  await expect(profile.getByTestId('profile-phone')).toHaveText('not told');

  await profile.getByTestId('profile-edit').click();
  await expect(app.getByRole('dialog')).toContainText('aino@example.com');
  await accessible(app, 'writing it anew');
  await app.getByTestId('profile-phone-field').fill('040 123 4567');
  await app.getByTestId('profile-day-field').selectOption('30');
  await app.getByTestId('profile-month-field').selectOption('02');
  await app.getByTestId('profile-save').click();
  await expect(app.getByRole('dialog')).toContainText('Write the whole number with its country code');
  await expect(app.getByTestId('profile-phone-field')).toBeFocused();
  await expect(app.getByRole('dialog')).toContainText('Choose a day that the month has');
  await accessible(app, 'what cannot be');
  await app.getByTestId('profile-phone-field').fill('+358 40 123 4567');
  await app.getByTestId('profile-day-field').selectOption('29');
  await app.getByTestId('profile-save').click();
  await expect(app.getByText('The shop has what you wrote.')).toBeVisible();
  await expect(profile.getByTestId('profile-phone')).toHaveText('+358401234567');
  await expect(profile.getByTestId('profile-birthday')).toHaveText('29 February');
  const key = new URL(shop.till).href.split('key=')[1] ?? '';
  const met = await fetch(`${shop.address}/pos/v1/visits`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ member: { by: 'phone', value: '+358401234567' } }) });
  expect(met.status).toBe(201);
  expect(JSON.stringify(await met.json())).toContain('Aino');

  // Without the shop it is kept, shown as what it will be, and sent later.
  await way.close();
  await profile.getByTestId('profile-edit').click();
  await app.getByTestId('profile-name-field').fill('Aino Virtanen');
  await app.getByTestId('profile-save').click();
  await expect(profile.getByTestId('queued')).toContainText('Will be sent when you are online');
  await expect(profile.getByTestId('profile-name')).toHaveText('Aino Virtanen');
  await accessible(app, 'on its way');
  await way.reopen();
  await expect(async () => {
    await app.getByTestId('refresh-card').click({ timeout: 1000 });
    await expect(profile.getByTestId('queued')).toHaveCount(0, { timeout: 12_000 });
  }).toPass();
  await expect(profile.getByTestId('profile-name')).toHaveText('Aino Virtanen');
  await doubleText(app);
  await fits(app, 'large text');
  await profile.getByTestId('profile-edit').click();
  await fits(app, 'large text in the dialog');
});
