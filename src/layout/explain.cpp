#include "json/writer.h"
#include "layout/engine.h"
#include "layout/scene.h"

namespace refit::layout {
namespace {

void write_box(json::Writer& out, std::string_view name, const geometry::Rect& box) {
    out.key(name).begin_object();
    out.member("left", box.left()).member("top", box.top());
    out.member("width", box.width()).member("height", box.height());
    out.end_object();
}

void write_score(json::Writer& out, const CandidateScore& score) {
    out.begin_object();
    out.member("candidate", score.name).member("score", score.score);
    out.member("energy", score.energy).key("terms").begin_array();
    for (const ScoreTerm& term : score.terms) {
        out.begin_object().member("name", term.name).member("value", term.value);
        out.member("weight", term.weight).end_object();
    }
    out.end_array().end_object();
}

void write_element(json::Writer& out, const PlacedElement& element) {
    out.begin_object();
    out.member("id", element.id).member("path", element.path);
    out.member("role", role_name(element.role));
    write_box(out, "before", element.before);
    write_box(out, "after", element.after);
    out.member("scale", element.scale);
    if (element.font_size) out.member("fontSize", *element.font_size);
    out.member("rule", element.rule).member("reason", element.reason);
    out.end_object();
}

}  // namespace

std::string explain_json(const LayoutResult& result) {
    json::Writer out;
    out.begin_object().key("chosen");
    write_score(out, result.chosen);
    out.key("elements").begin_array();
    for (const PlacedElement& element : result.elements) write_element(out, element);
    out.end_array().key("runnersUp").begin_array();
    for (const CandidateScore& score : result.runners_up) write_score(out, score);
    out.end_array().key("suggestions").begin_array();
    for (const std::string& note : result.suggestions) out.value(note);
    out.end_array().end_object();
    return out.take();
}

std::string scene_json(const Scene& scene) {
    json::Writer out;
    out.begin_object();
    out.member("width", scene.page.width).member("height", scene.page.height);
    out.key("elements").begin_array();
    for (const Element& element : scene.elements) {
        if (element.role == Role::Page) continue;
        out.begin_object();
        out.member("id", element.id).member("path", element.path);
        out.member("role", role_name(element.role));
        write_box(out, "box", element.box);
        out.member("visible", element.visible).member("bleeds", element.bleeds);
        out.member("importance", element.importance);
        if (element.text) {
            out.member("textLength", static_cast<std::int64_t>(element.text->text.size()));
            out.member("fontSize", element.text->font_size);
            out.member("lines", static_cast<std::int64_t>(element.text->lines));
        }
        out.end_object();
    }
    out.end_array().key("units").begin_array();
    for (const Unit& unit : scene.units) {
        out.begin_object().member("role", role_name(unit.role)).key("members").begin_array();
        for (const std::size_t member : unit.members) out.value(static_cast<std::int64_t>(member));
        out.end_array();
        write_box(out, "box", unit.box);
        out.end_object();
    }
    out.end_array().end_object();
    return out.take();
}

}  // namespace refit::layout
