import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { speak } from './messages/index.svelte';
import { choosePlatform, usePlatform } from './platform';
import { startTheme } from './state/theme';

startTheme();
speak('system', navigator.language);

const target = document.getElementById('app');
if (!target) throw new Error('no place for the app');
usePlatform(await choosePlatform());
mount(App, { target });
