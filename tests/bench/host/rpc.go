// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"

	"github.com/vmihailenco/msgpack/v5"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"
)

const checkType = "cts_bucket_check"

// message is an encoded protobuf message: the few fields used here need no generated code.
type message []byte

// rawCodec passes messages through under the name of gRPC's protobuf codec.
type rawCodec struct{}

func (rawCodec) Name() string                      { return "proto" }
func (rawCodec) Marshal(value any) ([]byte, error) { return *value.(*message), nil }
func (rawCodec) Unmarshal(data []byte, out any) error {
	*out.(*message) = append(message(nil), data...)
	return nil
}

// with appends a bytes, string or message field.
func (m message) with(number protowire.Number, value []byte) message {
	return protowire.AppendBytes(protowire.AppendTag(m, number, protowire.BytesType), value)
}

// each calls a function for each length-delimited field.
func (m message) each(visit func(number protowire.Number, value message)) {
	for len(m) > 0 {
		number, kind, size := protowire.ConsumeTag(m)
		if size < 0 {
			return
		}
		m = m[size:]
		if kind == protowire.BytesType {
			value, _ := protowire.ConsumeBytes(m)
			visit(number, value)
		}
		if size = protowire.ConsumeFieldValue(number, kind, m); size < 0 {
			return
		}
		m = m[size:]
	}
}

// varint returns the last value of a number field.
func (m message) varint(wanted protowire.Number) (found uint64) {
	for len(m) > 0 {
		number, kind, size := protowire.ConsumeTag(m)
		if size < 0 {
			return found
		}
		m = m[size:]
		if kind == protowire.VarintType && number == wanted {
			found, _ = protowire.ConsumeVarint(m)
		}
		if size = protowire.ConsumeFieldValue(number, kind, m); size < 0 {
			return found
		}
		m = m[size:]
	}
	return found
}

func dynamicValue(value any) message {
	encoded, err := msgpack.Marshal(value)
	if err != nil {
		panic(err) // maps, lists, strings and nil only
	}
	return message(nil).with(1, encoded)
}

// readRequest serves ValidateDataResourceConfig and ReadDataSource alike.
func readRequest(config map[string]any) message {
	return message(nil).with(1, []byte(checkType)).with(2, dynamicValue(config))
}

func (p *provider) call(method string, request message) (message, error) {
	const unlimited = 256 << 20
	var response message
	err := p.connection.Invoke(context.Background(), "/tfplugin6.Provider/"+method, &request, &response,
		grpc.ForceCodec(rawCodec{}), grpc.MaxCallRecvMsgSize(unlimited))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	return response, nil
}

// demand makes a call whose response must have no diagnostic: a failure must not be measured.
func (p *provider) demand(method string, request message, diagnostics protowire.Number) error {
	response, err := p.call(method, request)
	if err != nil {
		return err
	}
	response.each(func(number protowire.Number, value message) {
		if number == diagnostics && err == nil {
			text := ""
			value.each(func(_ protowire.Number, part message) { text += " " + string(part) })
			err = fmt.Errorf("%s:%s", method, text)
		}
	})
	return err
}

func (p *provider) configure(settings map[string]any) error {
	return p.demand("ConfigureProvider",
		message(nil).with(1, []byte("1.15.5")).with(2, dynamicValue(settings)), 1)
}

func (p *provider) validate(request message) error {
	return p.demand("ValidateDataResourceConfig", request, 1)
}

func (p *provider) read(request message) error { return p.demand("ReadDataSource", request, 2) }

// buckets is the configuration of a check of that many buckets, numbered from the first.
func buckets(first, count int) map[string]any {
	list := make([]any, count)
	for i := range list {
		list[i] = map[string]any{"bucket_name": bucketName(first + i), "bucket_location": location}
	}
	return map[string]any{"buckets": list}
}

const location = "eu-west-0"

func bucketName(i int) string { return fmt.Sprintf("audit-traces-%05d", i) }
