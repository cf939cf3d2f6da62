#include "resize/briefing.h"

#include <utility>

#include "canvas/parts.h"

namespace refit::resize {
namespace {

llm::SceneItem item_of(const layout::Element& element, const canvas::Object& object,
                       std::string id) {
    llm::SceneItem item;
    item.id = std::move(id);
    item.role = layout::role_name(element.role);
    item.type = object.type_text;
    item.box = element.box;
    if (element.text) {
        item.text = element.text->text;
        item.text_length = element.text->text.size();
        item.font_size = element.text->font_size;
    }
    return item;
}

}  // namespace

Briefing brief(const Prepared& prepared) {
    Briefing briefing;
    const canvas::Parts parts = canvas::parts_of(prepared.document, prepared.page);
    std::size_t next = 0;
    for (const layout::Element& element : prepared.scene.elements) {
        if (element.role == layout::Role::Page) continue;
        std::string id = "obj_" + std::to_string(next++);
        if (!element.visible) continue;
        briefing.ids.push_back(id);
        briefing.items.push_back(item_of(element, *parts.objects[element.object], std::move(id)));
        briefing.objects.push_back(element.object);
    }
    return briefing;
}

std::string question(const Prepared& prepared, const Briefing& briefing,
                     std::string_view prompt_template) {
    llm::PromptValues values;
    values.current = prepared.scene.page;
    values.target = prepared.target;
    values.items = briefing.items;
    return llm::render_prompt(prompt_template, values);
}

}  // namespace refit::resize
