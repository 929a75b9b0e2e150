//! A drawing as pixels: grey values, PNG, and half blocks for a terminal.

use crate::drawing::Drawing;
use crate::error::DrawError;

/// The most rows of a bar code in a terminal; taller bars scan no better there.
const TERMINAL_BAR_ROWS: u32 = 24;
/// Black on white out of the fixed part of the 256-colour palette, which no theme changes.
const INK: &str = "\x1b[38;5;16;48;5;231m";
const RESET: &str = "\x1b[0m";

impl Drawing {
    /// Width, height and one grey byte (0 or 255) a pixel, quiet zone included.
    ///
    /// # Errors
    /// [`DrawError::PictureSize`] when a side would pass [`Drawing::MAX_SIDE_PX`] or
    /// `module_px` is 0.
    pub fn to_luma(&self, module_px: u32) -> Result<(u32, u32, Vec<u8>), DrawError> {
        let (width, height) = self.size_px(module_px)?;
        let across = to_usize(width);
        let px = to_usize(module_px);
        let mut pixels = Vec::with_capacity(across * to_usize(height));
        pixels.resize(across * px * to_usize(self.quiet.top), 255);
        let mut line = Vec::with_capacity(across);
        for row in self.rows() {
            line.clear();
            line.resize(px * to_usize(self.quiet.left), 255);
            for &dark in row {
                line.resize(line.len() + px, if dark { 0 } else { 255 });
            }
            line.resize(across, 255);
            for _ in 0..px * to_usize(self.row_height()) {
                pixels.extend_from_slice(&line);
            }
        }
        pixels.resize(across * to_usize(height), 255);
        Ok((width, height, pixels))
    }

    /// A PNG, grey with one bit a pixel, `module_px` pixels a module, quiet zone included.
    ///
    /// # Errors
    /// [`DrawError::PictureSize`] as for [`Drawing::to_luma`]; [`DrawError::Png`] when the
    /// encoder fails.
    pub fn to_png(&self, module_px: u32) -> Result<Vec<u8>, DrawError> {
        let (width, height) = self.size_px(module_px)?;
        let packed = self.packed(width, module_px);
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header().map_err(|_| DrawError::Png)?;
        writer
            .write_image_data(&packed)
            .map_err(|_| DrawError::Png)?;
        writer.finish().map_err(|_| DrawError::Png)?;
        Ok(file)
    }

    /// Lines of `▀▄█` for a terminal, each one character a module wide and two modules tall,
    /// quiet zone included.
    ///
    /// Colours are set by escape codes to black on white, so that the code is right on dark
    /// and on light terminals. Bars are shown at most 24 modules tall.
    #[must_use]
    pub fn to_half_blocks(&self) -> String {
        let low = self.with_bar_height(self.height.min(TERMINAL_BAR_ROWS));
        let drawing = if self.rows().len() == 1 { &low } else { self };
        let dark = |x: u32, y: u32| {
            let inside = x
                .checked_sub(drawing.quiet.left)
                .zip(y.checked_sub(drawing.quiet.top));
            inside.is_some_and(|(x, y)| drawing.is_dark(x, y))
        };
        let mut text = String::new();
        for y in (0..drawing.total_height()).step_by(2) {
            text.push_str(INK);
            for x in 0..drawing.total_width() {
                text.push(match (dark(x, y), dark(x, y + 1)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            text.push_str(RESET);
            text.push('\n');
        }
        text
    }

    /// Width and height in pixels, within the limits.
    fn size_px(&self, module_px: u32) -> Result<(u32, u32), DrawError> {
        let (across, down) = (self.total_width(), self.total_height());
        let error = DrawError::PictureSize {
            modules: across.max(down),
            module_px,
        };
        let (Some(width), Some(height)) =
            (across.checked_mul(module_px), down.checked_mul(module_px))
        else {
            return Err(error);
        };
        if module_px == 0 || width.max(height) > Self::MAX_SIDE_PX {
            return Err(error);
        }
        Ok((width, height))
    }

    /// The picture with eight pixels a byte, first pixel in the highest bit, 1 = white.
    fn packed(&self, width: u32, module_px: u32) -> Vec<u8> {
        let px = to_usize(module_px);
        let stride = to_usize(width.div_ceil(8));
        let mut packed = vec![0xff; stride * px * to_usize(self.quiet.top)];
        for row in self.rows() {
            let mut line = vec![0xff_u8; stride];
            let first = px * to_usize(self.quiet.left);
            for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
                for pixel in first + x * px..first + (x + 1) * px {
                    if let Some(byte) = line.get_mut(pixel / 8) {
                        *byte &= !(0x80 >> (pixel % 8));
                    }
                }
            }
            for _ in 0..px * to_usize(self.row_height()) {
                packed.extend_from_slice(&line);
            }
        }
        packed.resize(
            packed.len() + stride * px * to_usize(self.quiet.bottom),
            0xff,
        );
        packed
    }
}

/// Lossless wherever this runs: no target has pointers under 32 bits.
pub(crate) fn to_usize(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
