// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package provenance

import (
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
)

// A descriptor set is data: the test alters a copy in the way an edit of the proto file would.
type doctored struct {
	t   *testing.T
	set *descriptorpb.FileDescriptorSet
}

func named[T interface{ GetName() string }](d doctored, list []T, name string) T {
	d.t.Helper()
	at := slices.IndexFunc(list, func(item T) bool { return item.GetName() == name })
	if at < 0 {
		d.t.Fatalf("no %s", name)
	}
	return list[at]
}

func (d doctored) file(name string) *descriptorpb.FileDescriptorProto {
	return named(d, d.set.File, name)
}

func (d doctored) message(name string, nested ...string) *descriptorpb.DescriptorProto {
	d.t.Helper()
	for _, file := range d.set.File {
		for _, message := range file.MessageType {
			if message.GetName() != name {
				continue
			}
			for _, inner := range nested {
				message = named(d, message.NestedType, inner)
			}
			return message
		}
	}
	d.t.Fatalf("no message %s", name)
	return nil
}

func (d doctored) field(field, message string, nested ...string) *descriptorpb.FieldDescriptorProto {
	d.t.Helper()
	return named(d, d.message(message, nested...).Field, field)
}

func (d doctored) method(name string) *descriptorpb.MethodDescriptorProto {
	d.t.Helper()
	return named(d, named(d, d.file("tfplugin6.proto").Service, "Provider").Method, name)
}

func without[T interface{ GetName() string }](list []T, name string) []T {
	return slices.DeleteFunc(list, func(item T) bool { return item.GetName() == name })
}

// Compared with the unaltered copy, so that the test finds only the alteration.
func TestReportsEachKindOfChange(t *testing.T) {
	set := ours(t)
	for name, change := range map[string]struct {
		alter    func(doctored)
		messages []string
	}{
		"field number": {
			func(d doctored) { d.field("config", "ReadDataSource", "Request").Number = proto.Int32(9) },
			[]string{"tfplugin6.ReadDataSource.Request.config: field number 9 here, 2 in the module"},
		},
		"field name": {
			func(d doctored) { d.field("summary", "Diagnostic").Name = proto.String("title") },
			[]string{
				"tfplugin6.Diagnostic.summary: missing here, field number 2, type string in the module",
				"tfplugin6.Diagnostic.title: field number 2, type string here, missing in the module",
			},
		},
		"scalar type": {
			func(d doctored) {
				d.field("version", "Schema").Type = descriptorpb.FieldDescriptorProto_TYPE_SINT64.Enum()
			},
			[]string{"tfplugin6.Schema.version: type sint64 here, int64 in the module"},
		},
		"message type": {
			func(d doctored) {
				d.field("raw_state", "UpgradeResourceState", "Request").TypeName = proto.String(".tfplugin6.DynamicValue")
			},
			[]string{"tfplugin6.UpgradeResourceState.Request.raw_state: type tfplugin6.DynamicValue here, " +
				"tfplugin6.RawState in the module"},
		},
		"repeated": {
			func(d doctored) {
				d.field("diagnostics", "ReadDataSource", "Response").Label =
					descriptorpb.FieldDescriptorProto_LABEL_OPTIONAL.Enum()
			},
			[]string{"tfplugin6.ReadDataSource.Response.diagnostics: repeated no here, yes in the module"},
		},
		"optional": {
			func(d doctored) {
				field := d.field("function_argument", "FunctionError")
				field.Proto3Optional, field.OneofIndex = nil, nil
				d.message("FunctionError").OneofDecl = nil
			},
			[]string{"tfplugin6.FunctionError.function_argument: optional no here, yes in the module"},
		},
		"oneof": {
			func(d doctored) { d.field("element_key_int", "AttributePath", "Step").OneofIndex = nil },
			[]string{"tfplugin6.AttributePath.Step.element_key_int: oneof none here, selector in the module"},
		},
		"value of a map": {
			func(d doctored) {
				d.field("value", "RawState", "FlatmapEntry").Type = descriptorpb.FieldDescriptorProto_TYPE_BYTES.Enum()
			},
			[]string{"tfplugin6.RawState.FlatmapEntry.value: type bytes here, string in the module"},
		},
		"field of a message with another name": {
			func(d doctored) { d.field("nanos", "Timestamp").Number = proto.Int32(3) },
			[]string{"google.protobuf.Timestamp.nanos: field number 3 here, 2 in the module"},
		},
		"field that is missing": {
			func(d doctored) {
				message := d.message("ServerCapabilities")
				message.Field = without(message.Field, "move_resource_state")
			},
			[]string{"tfplugin6.ServerCapabilities.move_resource_state: missing here, field number 3, type bool in the module"},
		},
		"message that is missing": {
			func(d doctored) {
				message := d.message("GetMetadata")
				message.NestedType = without(message.NestedType, "ActionMetadata")
				response := d.message("GetMetadata", "Response")
				response.Field = without(response.Field, "actions")
			},
			[]string{
				"tfplugin6.GetMetadata.ActionMetadata: missing here, message in the module",
				"tfplugin6.GetMetadata.Response.actions: missing here, field number 9, " +
					"type tfplugin6.GetMetadata.ActionMetadata, repeated yes in the module",
			},
		},
		"number of an enum value": {
			func(d doctored) {
				enum := named(d, d.message("Diagnostic").EnumType, "Severity")
				named(d, enum.Value, "WARNING").Number = proto.Int32(3)
			},
			[]string{"tfplugin6.Diagnostic.Severity.WARNING: number 3 here, 2 in the module"},
		},
		"response of a method": {
			func(d doctored) { d.method("PlanAction").OutputType = proto.String(".tfplugin6.InvokeAction.Event") },
			[]string{"tfplugin6.Provider.PlanAction: response tfplugin6.InvokeAction.Event here, " +
				"tfplugin6.PlanAction.Response in the module"},
		},
		"stream of a method": {
			func(d doctored) { d.method("InvokeAction").ServerStreaming = nil },
			[]string{"tfplugin6.Provider.InvokeAction: response stream no here, yes in the module"},
		},
		"method that is missing": {
			func(d doctored) {
				service := named(d, d.file("tfplugin6.proto").Service, "Provider")
				service.Method = without(service.Method, "GetStates")
			},
			[]string{"tfplugin6.Provider.GetStates: missing here, method request tfplugin6.GetStates.Request, " +
				"response tfplugin6.GetStates.Response in the module"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			altered := proto.Clone(set).(*descriptorpb.FileDescriptorSet)
			change.alter(doctored{t, altered})
			found := differencesOf(elementsIn(t, altered, "tfplugin6"), elementsIn(t, set, "tfplugin6"))
			if messages := problemsOf(found, nil, "the module"); !slices.Equal(messages, change.messages) {
				t.Errorf("said %q, expected %q", messages, change.messages)
			}
		})
	}
}

func TestAllowanceMatchesOneDifferenceAndMustBeUsed(t *testing.T) {
	added := difference{name: "a.Message.field", here: "field number 8, type bool"}
	for name, c := range map[string]struct {
		found    []difference
		allowed  []allowance
		messages []string
	}{
		"used": {[]difference{added}, []allowance{{"a.Message.field", onlyHere(8, "bool"), "a reason"}}, nil},
		"for another name": {[]difference{added}, []allowance{{"a.Message.other", onlyHere(8, "bool"), "a reason"}}, []string{
			"a.Message.field: field number 8, type bool here, missing in the module",
			`a.Message.other: allowed.go allows "field number 8, type bool here, missing in upstream", ` +
				"which is not a difference from the module: delete it",
		}},
		"for another number": {[]difference{added}, []allowance{{"a.Message.field", onlyHere(9, "bool"), "a reason"}}, []string{
			"a.Message.field: field number 8, type bool here, missing in the module",
			`a.Message.field: allowed.go allows "field number 9, type bool here, missing in upstream", ` +
				"which is not a difference from the module: delete it",
		}},
		"no longer a difference": {nil, []allowance{{"a.Message.field", onlyHere(8, "bool"), "a reason"}}, []string{
			`a.Message.field: allowed.go allows "field number 8, type bool here, missing in upstream", ` +
				"which is not a difference from the module: delete it",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if messages := problemsOf(c.found, c.allowed, "the module"); !slices.Equal(messages, c.messages) {
				t.Errorf("said %q, expected %q", messages, c.messages)
			}
		})
	}
}
