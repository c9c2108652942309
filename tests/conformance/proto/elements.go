// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Package provenance compares the provider's proto files with the descriptors that HashiCorp's and gRPC's
// Go modules carry: every service, method, message, field and enum value, in both directions.
package provenance

import (
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// An element is one named item of a proto file, with everything that affects the wire or generated code.
type element struct {
	kind  string
	facts []fact // those of one kind have the same names in the same order
}

type fact struct{ name, value string }

// text reads "field number 8, type bool": what is or would be missing.
func (e element) text() string {
	text, separator := e.kind, " "
	for _, f := range e.facts {
		if f.value == "no" || f.value == "none" {
			continue
		}
		// Joins "field" and "field number" without repeating "field".
		text += separator + strings.TrimPrefix(f.name, e.kind+" ") + " " + f.value
		separator = ", "
	}
	return text
}

// collector collects elements by their full names, which it maps through rename.
type collector struct {
	elements map[string]element
	rename   func(protoreflect.FullName) string
}

func (c collector) add(name protoreflect.FullName, kind string, facts ...fact) {
	c.elements[c.rename(name)] = element{kind, facts}
}

func (c collector) file(file protoreflect.FileDescriptor) {
	for service := range all(file.Services()) {
		c.service(service)
	}
	for message := range all(file.Messages()) {
		c.message(message)
	}
	for enum := range all(file.Enums()) {
		c.enum(enum)
	}
}

func (c collector) service(service protoreflect.ServiceDescriptor) {
	c.add(service.FullName(), "service")
	for method := range all(service.Methods()) {
		c.add(method.FullName(), "method",
			fact{"request", c.rename(method.Input().FullName())},
			fact{"response", c.rename(method.Output().FullName())},
			fact{"request stream", yesOrNo(method.IsStreamingClient())},
			fact{"response stream", yesOrNo(method.IsStreamingServer())})
	}
}

// A map's entry is a nested message, here as in descriptors: its fields are key and value.
func (c collector) message(message protoreflect.MessageDescriptor) {
	c.add(message.FullName(), "message", fact{"map entry", yesOrNo(message.IsMapEntry())})
	for field := range all(message.Fields()) {
		c.field(field)
	}
	for nested := range all(message.Messages()) {
		c.message(nested)
	}
	for enum := range all(message.Enums()) {
		c.enum(enum)
	}
}

func (c collector) field(field protoreflect.FieldDescriptor) {
	oneof := "none"
	if of := field.ContainingOneof(); of != nil && !of.IsSynthetic() {
		oneof = string(of.Name())
	}
	deprecated := field.Options().(*descriptorpb.FieldOptions).GetDeprecated()
	c.add(field.FullName(), "field",
		fact{"field number", strconv.Itoa(int(field.Number()))},
		fact{"type", c.typeOf(field)},
		fact{"repeated", yesOrNo(field.Cardinality() == protoreflect.Repeated)},
		fact{"required", yesOrNo(field.Cardinality() == protoreflect.Required)},
		fact{"optional", yesOrNo(field.HasOptionalKeyword())},
		fact{"oneof", oneof},
		fact{"packed", yesOrNo(field.IsPacked())},
		fact{"deprecated", yesOrNo(deprecated)})
}

func (c collector) typeOf(field protoreflect.FieldDescriptor) string {
	switch {
	case field.Message() != nil:
		return c.rename(field.Message().FullName())
	case field.Enum() != nil:
		return c.rename(field.Enum().FullName())
	}
	return field.Kind().String()
}

func (c collector) enum(enum protoreflect.EnumDescriptor) {
	c.add(enum.FullName(), "enum", fact{"closed", yesOrNo(enum.IsClosed())})
	for value := range all(enum.Values()) {
		// As in C++, the full name of a value is in the scope that contains its enum.
		c.add(enum.FullName().Append(value.Name()), "enum value",
			fact{"number", strconv.Itoa(int(value.Number()))})
	}
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// all iterates over one of protoreflect's lists.
func all[T any](list interface {
	Len() int
	Get(int) T
}) func(func(T) bool) {
	return func(yield func(T) bool) {
		for i := range list.Len() {
			if !yield(list.Get(i)) {
				return
			}
		}
	}
}
