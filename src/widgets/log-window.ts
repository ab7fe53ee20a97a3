/**
 * xterm as a window on a log: it shows what it is given, takes no input, and lets every key go on to the page.
 *
 * Loaded with its style when a log is first opened (82 kB). The style comes as text, for an island's lazy CSS is not
 * emitted by the build.
 */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import style from '@xterm/xterm/css/xterm.css?inline';

export interface LogWindow {
  /** Shows these lines and no others. */
  show(lines: readonly string[]): void;
  /** Takes the colours of the page as they are now. */
  recolour(): void;
  dispose(): void;
}

export function openLogWindow(host: HTMLElement, label: string): LogWindow {
  if (!document.querySelector('style[data-xterm]')) {
    const element = document.createElement('style');
    element.dataset.xterm = '';
    element.textContent = style;
    document.head.append(element);
  }
  const terminal = new Terminal({
    convertEol: true,
    disableStdin: true,
    cursorInactiveStyle: 'none',
    fontSize: 12,
    fontFamily: getComputedStyle(host).fontFamily,
    scrollback: 5_000,
    minimumContrastRatio: 4.5,
  });
  // xterm would keep Tab and Escape to itself; a log needs no key at all
  terminal.attachCustomKeyEventHandler(() => false);
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(host);
  terminal.textarea?.setAttribute('aria-label', label);
  fit.fit();
  const resized = new ResizeObserver(() => fit.fit());
  resized.observe(host);

  /** A token reads back as what is written there; only an element tells the colour that comes of it. */
  const colourOf = (token: string): string => {
    const probe = document.createElement('span');
    probe.style.color = `var(${token})`;
    host.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };

  let written: readonly string[] = [];
  return {
    show(lines) {
      const grows = lines.length >= written.length && written.every((line, i) => line === lines[i]);
      if (!grows) terminal.reset();
      for (const line of lines.slice(grows ? written.length : 0)) terminal.write(`${line}\r\n`);
      written = lines;
    },
    recolour() {
      const background = getComputedStyle(host).backgroundColor;
      terminal.options.theme = {
        foreground: colourOf('--fg'),
        background,
        cursor: background,
        selectionBackground: '#8888ff66',
        yellow: colourOf('--note'),
        red: colourOf('--bad'),
      };
    },
    dispose() {
      resized.disconnect();
      terminal.dispose();
    },
  };
}
