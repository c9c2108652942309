// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/tfplugin6/to_proto.h"

#include <string>
#include <variant>

#include "provider/cty/json.h"
#include "provider/cty/msgpack.h"

namespace provider::tfplugin6 {
namespace {

::tfplugin6::StringKind KindOf(bool markdown) {
  return markdown ? ::tfplugin6::MARKDOWN : ::tfplugin6::PLAIN;
}

void SetPath(const cty::Path& path, ::tfplugin6::AttributePath& out) {
  struct Visitor {
    ::tfplugin6::AttributePath::Step& step;
    void operator()(const cty::Path::AttributeStep& s) const { step.set_attribute_name(s.name); }
    void operator()(const cty::Path::IndexStep& s) const { step.set_element_key_int(s.index); }
    void operator()(const cty::Path::KeyStep& s) const { step.set_element_key_string(s.key); }
  };
  for (const auto& step : path.steps()) std::visit(Visitor{*out.add_steps()}, step);
}

::tfplugin6::Schema::Object::NestingMode ObjectNesting(schema::Nesting nesting) {
  using Object = ::tfplugin6::Schema::Object;
  switch (nesting) {
    case schema::Nesting::kList:
      return Object::LIST;
    case schema::Nesting::kSet:
      return Object::SET;
    case schema::Nesting::kMap:
      return Object::MAP;
    case schema::Nesting::kSingle:
    case schema::Nesting::kGroup:  // only blocks have it
      break;
  }
  return Object::SINGLE;
}

::tfplugin6::Schema::NestedBlock::NestingMode BlockNesting(schema::Nesting nesting) {
  using Block = ::tfplugin6::Schema::NestedBlock;
  switch (nesting) {
    case schema::Nesting::kList:
      return Block::LIST;
    case schema::Nesting::kSet:
      return Block::SET;
    case schema::Nesting::kMap:
      return Block::MAP;
    case schema::Nesting::kGroup:
      return Block::GROUP;
    case schema::Nesting::kSingle:
      break;
  }
  return Block::SINGLE;
}

void SetAttribute(const schema::Attribute& attribute, ::tfplugin6::Schema::Attribute& out) {
  out.set_name(attribute.name);
  if (attribute.nested != nullptr) {
    auto& nested = *out.mutable_nested_type();
    nested.set_nesting(ObjectNesting(attribute.nested->nesting));
    for (const auto& inner : attribute.nested->attributes) {
      SetAttribute(inner, *nested.add_attributes());
    }
  } else {
    out.set_type(cty::TypeToJson(attribute.type));
  }
  out.set_description(attribute.description);
  out.set_description_kind(KindOf(attribute.markdown));
  out.set_required(attribute.required);
  out.set_optional(attribute.optional);
  out.set_computed(attribute.computed);
  out.set_sensitive(attribute.sensitive);
  if (!attribute.deprecation_message.empty()) {
    out.set_deprecated(true);
    out.set_deprecation_message(attribute.deprecation_message);
  }
}

void SetBlock(const schema::Block& block, ::tfplugin6::Schema::Block& out) {
  for (const auto& attribute : block.attributes) SetAttribute(attribute, *out.add_attributes());
  for (const auto& nested : block.blocks) {
    auto& message = *out.add_block_types();
    message.set_type_name(nested.type_name);
    message.set_nesting(BlockNesting(nested.nesting));
    message.set_min_items(nested.min_items);
    message.set_max_items(nested.max_items);
    SetBlock(nested.block, *message.mutable_block());
  }
  out.set_description(block.description);
  out.set_description_kind(KindOf(block.markdown));
}

}  // namespace

void AddDiagnostic(const framework::Diagnostic& diagnostic, DiagnosticMessages& out) {
  auto& message = *out.Add();
  message.set_severity(diagnostic.severity == framework::Severity::kWarning
                           ? ::tfplugin6::Diagnostic::WARNING
                           : ::tfplugin6::Diagnostic::ERROR);
  message.set_summary(diagnostic.summary);
  message.set_detail(diagnostic.detail);
  if (!diagnostic.path.empty()) SetPath(diagnostic.path, *message.mutable_attribute());
}

void AddDiagnostics(const framework::Diagnostics& diagnostics, DiagnosticMessages& out) {
  for (const auto& diagnostic : diagnostics.items()) AddDiagnostic(diagnostic, out);
}

bool SetValue(const cty::Value& value, const cty::Type& type, ::tfplugin6::DynamicValue& out,
              DiagnosticMessages& diagnostics) {
  auto bytes = cty::EncodeMsgpack(value, type);
  if (bytes) {
    out.set_msgpack(*std::move(bytes));
    return true;
  }
  framework::Diagnostic diagnostic;
  diagnostic.summary = "Unexpected Provider Result";
  diagnostic.detail = "The provider made a value that does not fit its own schema, at \"" +
                      bytes.error().path.ToString() + "\": " + bytes.error().message +
                      ". Please report this issue to the provider developers.";
  AddDiagnostic(diagnostic, diagnostics);
  return false;
}

void SetSchema(const schema::Schema& schema, ::tfplugin6::Schema& out) {
  out.set_version(schema.version);
  SetBlock(schema.block, *out.mutable_block());
}

void SetFunction(const schema::Function& function, ::tfplugin6::Function& out) {
  for (const auto& parameter : function.parameters) {
    auto& message = *out.add_parameters();
    message.set_name(parameter.name);
    message.set_type(cty::TypeToJson(parameter.type));
    message.set_allow_null_value(parameter.allow_null);
    message.set_allow_unknown_values(parameter.allow_unknown);
    message.set_description(parameter.description);
    message.set_description_kind(::tfplugin6::MARKDOWN);
  }
  out.mutable_return_()->set_type(cty::TypeToJson(function.return_type));
  out.set_summary(function.summary);
  out.set_description(function.description);
  out.set_description_kind(::tfplugin6::MARKDOWN);
}

}  // namespace provider::tfplugin6
