#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "render/display_list.h"
#include "render/placeholder.h"
#include "render/png_header.h"
#include "render/render.h"

namespace refit::render {
namespace {

using geometry::Affine;
using geometry::Rect;
using Verb = canvas::PathStep::Verb;

std::string number(double value) {
    if (!std::isfinite(value)) return "0";
    // Thousandths of a pixel are below what any viewer shows.
    const double rounded = std::round(value * 1000) / 1000;
    return format_number(rounded == 0 ? 0.0 : rounded);
}

// XML 1.0 has no control characters but tab and line ends, and nothing here needs those.
std::string escaped(std::string_view text) {
    std::string printable{text};
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    std::replace_if(printable.begin(), printable.end(), control, ' ');
    return escape_html(printable);
}

std::string matrix_text(const Affine& m) {
    return fmt::format("matrix({},{},{},{},{},{})", format_number(m.a), format_number(m.b),
                       format_number(m.c), format_number(m.d), number(m.e), number(m.f));
}

std::string path_data(const Outline& outline) {
    std::string out;
    const auto point = [&](geometry::Point p) { out += number(p.x) + " " + number(p.y) + " "; };
    for (const canvas::PathStep& step : outline) {
        switch (step.verb) {
            case Verb::Move:
                out += "M";
                point(step.points[0]);
                break;
            case Verb::Line:
                out += "L";
                point(step.points[0]);
                break;
            case Verb::Quadratic:
                out += "Q";
                point(step.points[0]);
                point(step.points[1]);
                break;
            case Verb::Cubic:
                out += "C";
                for (const geometry::Point& p : step.points) point(p);
                break;
            case Verb::Close:
                out += "Z";
                break;
        }
    }
    return out;
}

class SvgWriter {
public:
    SvgWriter(const DisplayList& list, const Options& options) : list_{list}, options_{options} {}

    std::string write() && {
        const double w = list_.size.width;
        const double h = list_.size.height;
        out_ = fmt::format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" "
            "viewBox=\"0 0 {} {}\">\n",
            number(w * options_.scale), number(h * options_.scale), number(w), number(h));
        if (list_.background) {
            out_ += fmt::format("<rect width=\"{}\" height=\"{}\" {}/>\n", number(w), number(h),
                                paint("fill", *list_.background));
        }
        for (const Item& item : list_.items) write_item(item);
        out_ += "</svg>\n";
        return std::move(out_);
    }

private:
    static std::string paint(std::string_view name, const Colour& colour) {
        std::string text = fmt::format("{}=\"{}\"", name, to_css(colour));
        if (colour.alpha < 1) {
            text += fmt::format(" {}-opacity=\"{}\"", name, number(colour.alpha));
        }
        return text;
    }

    std::string paint(std::string_view name, const Paint& value) {
        if (const auto* colour = std::get_if<Colour>(&value)) return paint(name, *colour);
        if (const auto* gradient = std::get_if<Gradient>(&value)) {
            return fmt::format("{}=\"url(#{})\"", name, define(*gradient));
        }
        return fmt::format("{}=\"none\"", name);
    }

    std::string define(const Gradient& g) {
        std::string id = fmt::format("p{}", next_id_++);
        if (g.radial) {
            out_ += fmt::format(
                "<radialGradient id=\"{}\" gradientUnits=\"userSpaceOnUse\" fx=\"{}\" fy=\"{}\" "
                "fr=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\">",
                id, number(g.from.x), number(g.from.y), number(g.from_radius), number(g.to.x),
                number(g.to.y), number(g.to_radius));
        } else {
            out_ += fmt::format(
                "<linearGradient id=\"{}\" gradientUnits=\"userSpaceOnUse\" x1=\"{}\" y1=\"{}\" "
                "x2=\"{}\" y2=\"{}\">",
                id, number(g.from.x), number(g.from.y), number(g.to.x), number(g.to.y));
        }
        for (const GradientStop& stop : g.stops) {
            // stop-color's opacity has a name of its own.
            out_ +=
                fmt::format("<stop offset=\"{}\" stop-color=\"{}\" stop-opacity=\"{}\"/>",
                            number(stop.offset), to_css(stop.colour), number(stop.colour.alpha));
        }
        out_ += g.radial ? "</radialGradient>\n" : "</linearGradient>\n";
        return id;
    }

    // One clip after the other: each wraps the next in a group. Returns how many groups are open.
    std::size_t open_clips(const std::vector<Clip>& clips) {
        for (const Clip& clip : clips) {
            const std::string id = fmt::format("c{}", next_id_++);
            if (clip.inverted) {
                const Rect page = Rect::from_size({0, 0}, list_.size);
                out_ += fmt::format(
                    "<mask id=\"{}\" maskUnits=\"userSpaceOnUse\" x=\"0\" y=\"0\" width=\"{}\" "
                    "height=\"{}\"><rect width=\"{}\" height=\"{}\" fill=\"white\"/><path "
                    "d=\"{}\" transform=\"{}\" fill=\"black\"/></mask>\n<g mask=\"url(#{})\">\n",
                    id, number(page.width()), number(page.height()), number(page.width()),
                    number(page.height()), path_data(clip.outline), matrix_text(clip.matrix), id);
            } else {
                out_ += fmt::format(
                    "<clipPath id=\"{}\"><path d=\"{}\" transform=\"{}\"/></clipPath>\n"
                    "<g clip-path=\"url(#{})\">\n",
                    id, path_data(clip.outline), matrix_text(clip.matrix), id);
            }
        }
        return clips.size();
    }

    std::string stroke_attributes(const Stroke& stroke) {
        std::string text = paint("stroke", stroke.paint) +
                           fmt::format(" stroke-width=\"{}\"", number(stroke.width));
        if (!stroke.dash.empty()) {
            text += " stroke-dasharray=\"";
            for (const double part : stroke.dash) text += number(part) + " ";
            text += "\"";
            if (stroke.dash_offset != 0) {
                text += fmt::format(" stroke-dashoffset=\"{}\"", number(stroke.dash_offset));
            }
        }
        if (stroke.cap != "butt")
            text += fmt::format(" stroke-linecap=\"{}\"", escaped(stroke.cap));
        if (stroke.join != "miter") {
            text += fmt::format(" stroke-linejoin=\"{}\"", escaped(stroke.join));
        } else if (stroke.miter_limit != 4) {
            text += fmt::format(" stroke-miterlimit=\"{}\"", number(stroke.miter_limit));
        }
        if (stroke.uniform) text += " vector-effect=\"non-scaling-stroke\"";
        return text;
    }

    std::string style(const Item& item) {
        std::string text = paint("fill", item.fill);
        if (item.stroke) text += " " + stroke_attributes(*item.stroke);
        if (item.stroke && item.stroke_first) text += " paint-order=\"stroke\"";
        return text;
    }

    void write_item(const Item& item) {
        const std::size_t groups = open_clips(item.clips);
        const std::string attributes = style(item);  // may write definitions first
        out_ += fmt::format("<g transform=\"{}\"", matrix_text(item.matrix));
        if (item.opacity < 1) out_ += fmt::format(" opacity=\"{}\"", number(item.opacity));
        out_ += ">";
        if (const auto* shape = std::get_if<ShapeItem>(&item.content)) {
            out_ += fmt::format("<path d=\"{}\" {}{}/>", path_data(shape->outline), attributes,
                                shape->even_odd ? " fill-rule=\"evenodd\"" : "");
        } else if (const auto* text = std::get_if<TextItem>(&item.content)) {
            write_text(*text, attributes);
        } else if (const auto* image = std::get_if<ImageItem>(&item.content)) {
            write_image(*image);
        }
        out_ += "</g>\n";
        for (std::size_t i = 0; i < groups; ++i) out_ += "</g>\n";
    }

    void write_text(const TextItem& text, const std::string& attributes) {
        out_ += fmt::format(
            "<g font-family=\"{}\" font-size=\"{}\" font-weight=\"{}\" font-style=\"{}\" {} "
            "xml:space=\"preserve\"{}>",
            escaped(text.family), number(text.size), escaped(text.weight), escaped(text.style),
            attributes, text.right_to_left ? " direction=\"rtl\"" : "");
        for (const TextRun& run : text.runs) {
            const double start = text.right_to_left ? run.x + run.width : run.x;
            out_ += fmt::format("<text x=\"{}\" y=\"{}\" textLength=\"{}\">{}</text>",
                                number(start), number(run.baseline),
                                number(std::max(0.0, run.width)), escaped(run.text));
        }
        out_ += "</g>";
    }

    void write_image(const ImageItem& image) {
        const Rect& box = image.box;
        if (image.data_url.empty() || image.crop.width() <= 0 || image.crop.height() <= 0) {
            for (const PlaceholderPart& part : placeholder(box)) {
                out_ += fmt::format("<path d=\"{}\" {}/>", path_data(part.outline),
                                    paint("fill", part.colour));
            }
            return;
        }
        // Without a readable header the picture is taken to be just as large as its crop shows.
        const auto natural = data_url_size(image.data_url)
                                 .value_or(geometry::Size{image.crop.right(), image.crop.bottom()});
        out_ += fmt::format(
            "<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"{} {} {} {}\" "
            "preserveAspectRatio=\"none\"><image width=\"{}\" height=\"{}\" "
            "preserveAspectRatio=\"none\" href=\"{}\"/></svg>",
            number(box.left()), number(box.top()), number(box.width()), number(box.height()),
            number(image.crop.left()), number(image.crop.top()), number(image.crop.width()),
            number(image.crop.height()), number(natural.width), number(natural.height),
            escaped(image.data_url));
    }

    const DisplayList& list_;
    const Options& options_;
    std::string out_;
    int next_id_{0};
};

}  // namespace

Result<std::string> svg(const canvas::Document& document, const canvas::Page& page,
                        const canvas::TextMeasurer& measurer, const Options& options) {
    const DisplayList list = build_display_list(document, page, measurer);
    std::string text = SvgWriter{list, options}.write();
    if (text.size() > kSvgBytesMax) {
        return fail(ErrorCode::TooLarge,
                    fmt::format("the SVG would have {} bytes; at most {} are allowed", text.size(),
                                kSvgBytesMax));
    }
    return text;
}

}  // namespace refit::render
