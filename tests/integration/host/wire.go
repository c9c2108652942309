// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// rawCodec passes message bytes through: the tests write and read the encoding themselves, so that an
// error in the provider's .proto files cannot be hidden by the same error here.
type rawCodec struct{}

func (rawCodec) Marshal(v any) ([]byte, error) { return *(v.(*message)), nil }
func (rawCodec) Unmarshal(b []byte, v any) error {
	*(v.(*message)) = append(message(nil), b...)
	return nil
}
func (rawCodec) Name() string { return "proto" }

// message is an encoded protobuf message, built by appending fields.
type message []byte

func (m message) bytes(n protowire.Number, v []byte) message {
	return protowire.AppendBytes(protowire.AppendTag(m, n, protowire.BytesType), v)
}

func (m message) text(n protowire.Number, v string) message { return m.bytes(n, []byte(v)) }

func (m message) flag(n protowire.Number, v bool) message {
	return protowire.AppendVarint(protowire.AppendTag(m, n, protowire.VarintType), protowire.EncodeBool(v))
}

func (m message) number(n protowire.Number, v uint64) message {
	return protowire.AppendVarint(protowire.AppendTag(m, n, protowire.VarintType), v)
}

type wireField struct {
	number protowire.Number
	bytes  []byte // of a length-delimited field
	varint uint64
}

// fields splits a message into its fields. It panics on a malformed one, which is an error of the provider,
// and so fails the test that made the call.
func (m message) fields() (all []wireField) {
	for b := []byte(m); len(b) > 0; {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			panic(fmt.Sprintf("malformed message %x", []byte(m)))
		}
		b = b[n:]
		f := wireField{number: number}
		switch kind {
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(b)
		case protowire.VarintType:
			f.varint, n = protowire.ConsumeVarint(b)
		default:
			n = protowire.ConsumeFieldValue(number, kind, b)
		}
		if n < 0 {
			panic(fmt.Sprintf("malformed field %d in %x", number, []byte(m)))
		}
		b = b[n:]
		all = append(all, f)
	}
	return all
}

// each returns the sub-messages (or strings) in all occurrences of a field.
func (m message) each(n protowire.Number) (all []message) {
	for _, f := range m.fields() {
		if f.number == n {
			all = append(all, f.bytes)
		}
	}
	return all
}

// sub is the first occurrence, or nil.
func (m message) sub(n protowire.Number) message {
	if all := m.each(n); len(all) > 0 {
		return all[0]
	}
	return nil
}

func (m message) has(n protowire.Number) bool {
	for _, f := range m.fields() {
		if f.number == n {
			return true
		}
	}
	return false
}

func (m message) varint(n protowire.Number) uint64 {
	for _, f := range m.fields() {
		if f.number == n {
			return f.varint
		}
	}
	return 0
}

// keys of a map<string, message> field.
func (m message) keys(n protowire.Number) map[string]message {
	all := map[string]message{}
	for _, entry := range m.each(n) {
		all[string(entry.sub(1))] = entry.sub(2)
	}
	return all
}

type diagnostic struct {
	severity uint64 // 1 error, 2 warning
	summary  string
	detail   string
	path     string // buckets[0].name
}

const (
	severityError   = 1
	severityWarning = 2
)

func (d diagnostic) String() string {
	return fmt.Sprintf("[%d] %s | %s (%s)", d.severity, d.summary, d.detail, d.path)
}

// diagnostics reads every Diagnostic in field n.
func (m message) diagnostics(n protowire.Number) (all []diagnostic) {
	for _, d := range m.each(n) {
		all = append(all, diagnostic{
			severity: d.varint(1),
			summary:  string(d.sub(2)),
			detail:   string(d.sub(3)),
			path:     d.sub(4).path(),
		})
	}
	return all
}

// path formats an AttributePath as a user would write it.
func (m message) path() string {
	path := ""
	for _, step := range m.each(1) {
		for _, f := range step.fields() {
			switch f.number {
			case 1:
				if path != "" {
					path += "."
				}
				path += string(f.bytes)
			case 2:
				path += fmt.Sprintf("[%q]", f.bytes)
			case 3:
				path += fmt.Sprintf("[%d]", f.varint)
			}
		}
	}
	return path
}

func protoNumber(n int) protowire.Number { return protowire.Number(n) }
