//! A drawing as a complete SVG file.

use std::fmt::Write as _;

use crate::drawing::Drawing;

/// How to write the SVG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SvgStyle {
    /// Pixels (CSS `px`) for one module; 0 is taken as 1.
    pub module_px: u32,
    /// Words for a screen reader and a tooltip, escaped when written.
    pub title: Option<String>,
}

impl Default for SvgStyle {
    fn default() -> Self {
        Self {
            module_px: 4,
            title: None,
        }
    }
}

impl Drawing {
    /// A whole SVG file: a white plate that covers the quiet zone, and one black path upon it.
    ///
    /// The view box counts modules; width and height are whole pixels. Edges are crisp, so that
    /// no module is smeared over two pixels. Black on white whatever the theme around it.
    #[must_use]
    pub fn to_svg(&self, style: &SvgStyle) -> String {
        let (across, down) = (self.total_width(), self.total_height());
        let px = style.module_px.max(1);
        let (width, height) = (across.saturating_mul(px), down.saturating_mul(px));
        let path = self.path();
        let mut svg = String::with_capacity(path.len() + 400);
        // Writing into a String cannot fail.
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {across} {down}\" shape-rendering=\"crispEdges\" role=\"img\">"
        );
        if let Some(title) = &style.title {
            svg.push_str("<title>");
            escape_into(&mut svg, title);
            svg.push_str("</title>");
        }
        let _ = write!(
            svg,
            "<rect width=\"{across}\" height=\"{down}\" fill=\"#fff\"/>\
             <path fill=\"#000\" d=\"{path}\"/></svg>"
        );
        svg
    }
}

/// Appends `text` with markup escaped and characters that XML 1.0 forbids replaced.
fn escape_into(svg: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => svg.push_str("&amp;"),
            '<' => svg.push_str("&lt;"),
            '>' => svg.push_str("&gt;"),
            '"' => svg.push_str("&quot;"),
            '\t' | '\n' => svg.push(c),
            '\u{fffe}' | '\u{ffff}' => svg.push('\u{fffd}'),
            c if c.is_control() => svg.push('\u{fffd}'),
            c => svg.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_is_escaped() {
        let mut out = String::new();
        escape_into(&mut out, "a<b>&\"\u{0}ä");
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;\u{fffd}ä");
    }
}
