// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
)

// A host that sends invalid messages to every RPC.

var (
	packageLine = regexp.MustCompile(`(?m)^package ([\w.]+);`)
	serviceLine = regexp.MustCompile(`(?m)^service (\w+) `)
	rpcLine     = regexp.MustCompile(`rpc (\w+)\(`)
)

// allMethods are those of the .proto files without Shutdown, which ends the provider.
func allMethods(t testing.TB) (methods []string) {
	t.Helper()
	files, err := filepath.Glob("../../../proto/*.proto")
	check(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		check(t, err)
		service := serviceLine.FindSubmatch(text)
		if service == nil {
			continue
		}
		for _, rpc := range rpcLine.FindAllSubmatch(text, -1) {
			method := fmt.Sprintf("/%s.%s/%s", packageLine.FindSubmatch(text)[1], service[1], rpc[1])
			if method != "/plugin.GRPCController/Shutdown" {
				methods = append(methods, method)
			}
		}
	}
	if len(methods) < 30 {
		t.Fatalf("only %d methods were found", len(methods))
	}
	return methods
}

// provoke calls any method, streaming or not, until it ends, fails or sends nothing for a second, and
// reports whether the provider hung instead.
func (c *connection) provoke(method string, request message) (hung bool) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	stream, err := c.grpc.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true},
		method, grpc.ForceCodec(rawCodec{}), grpc.MaxCallSendMsgSize(1<<30), grpc.MaxCallRecvMsgSize(1<<30))
	if err != nil {
		return false
	}
	_ = stream.SendMsg(&request)
	_ = stream.CloseSend()
	for {
		var response message
		if err := stream.RecvMsg(&response); err != nil {
			// The stream of the provider's output lasts until the provider ends; so does the broker's.
			waits := strings.HasPrefix(method, "/plugin.")
			return err != io.EOF && ctx.Err() != nil && !waits
		}
	}
}

func TestEveryRpc_SurvivesGarbageBytes(t *testing.T) {
	p, c := connect(t)
	random := rand.New(rand.NewPCG(3, 4)) // the same bytes each time
	noise := make([]byte, 4096)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	nested := message("x")
	for range 20_000 { // nested messages, as deep as a length allows
		nested = message(nil).bytes(2, nested)
		if len(nested) > 1<<20 {
			break
		}
	}
	garbage := map[string]message{
		"nothing":            {},
		"noise":              noise,
		"zeros":              make([]byte, 4096),
		"endless varint":     bytes.Repeat([]byte{0xff}, 4096),
		"field 0":            {0x02, 0x00},
		"length beyond end":  {0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f},
		"negative length":    {0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
		"open groups":        bytes.Repeat([]byte{0x0b}, 1_000_000),
		"group without open": {0x0c},
		"deep messages":      nested,
		"wire type 7":        {0x0f, 0x01},
		"wrong wire types":   message(nil).number(1, 7).number(2, 7).number(3, 7).number(4, 7),
		"invalid UTF-8":      message(nil).bytes(1, []byte("\xff\xfe\xc3(")).bytes(2, []byte("\xff")),
		"unknown fields":     message(nil).text(1000, "x").number(536_870_911, 1),
	}
	for _, method := range allMethods(t) {
		for _, name := range sortedKeys(garbage) {
			if c.provoke(method, garbage[name]) {
				t.Errorf("%s hangs on %s", method, name)
			}
			if !p.alive() {
				t.Fatalf("%s: %s ended the provider", method, name)
			}
		}
	}
	c.worksAfterwards()
}

// worksAfterwards requires a successful read. StopProvider may have been called, and the configuration may
// be any.
func (c *connection) worksAfterwards() {
	c.t.Helper()
	c.configure(newCloud(c.t).settings())
	state, said := c.read(object{"buckets": buckets("audit-afterwards")})
	if len(said) != 0 || state["all_successful"] != true {
		c.t.Errorf("the read afterwards: %v, %v", state, said)
	}
}

func TestUnknownMethods_AreRefused(t *testing.T) {
	_, c := connect(t)
	for _, method := range []string{"/tfplugin6.Provider/Nothing", "/tfplugin5.Provider/GetSchema", "/", "/x",
		"/tfplugin6.Provider/" + strings.Repeat("x", 4096)} {
		ctx, cancel := contextWithPatience()
		if _, err := c.try(ctx, method, nil); err == nil {
			t.Errorf("%.60s is served", method)
		}
		cancel()
	}
	c.worksAfterwards()
}

func TestUnknownTypeNames_AreDiagnosticsOrStatuses(t *testing.T) {
	p, c := connect(t)
	config := dynamic(t, object{})
	for name, typeName := range map[string]string{
		"another type": "cts_tracker", "empty": "", "control characters": "cts\x00\x1b[2J\r\n",
		"not UTF-8": "\xff\xfe", "10 MB": strings.Repeat("x", 10<<20), "right with a trailing space": checkType + " ",
	} {
		t.Run(name, func(t *testing.T) {
			c := c.in(t)
			for method, field := range map[string]int{
				"ReadDataSource": 2, "ValidateDataResourceConfig": 1, "OpenEphemeralResource": 1,
				"ValidateEphemeralResourceConfig": 1, "PlanAction": 0, "ValidateActionConfig": 0,
				"ReadResource": 0, "ApplyResourceChange": 0, "PlanResourceChange": 0, "CallFunction": 0,
				"RenewEphemeralResource": 0, "CloseEphemeralResource": 0, "UpgradeResourceState": 0,
			} {
				ctx, cancel := contextWithPatience()
				response, err := c.try(ctx, "/tfplugin6.Provider/"+method,
					message(nil).bytes(1, []byte(typeName)).bytes(2, config))
				if ctx.Err() != nil {
					t.Errorf("%s hangs", method)
				}
				cancel()
				if err == nil && field != 0 {
					expectError(t, response.diagnostics(protoNumber(field)))
				}
				if len(response) > 100_000 {
					t.Errorf("%s repeats the name in %d bytes", method, len(response))
				}
			}
		})
	}
	if !p.alive() {
		t.Fatal("the provider ended")
	}
	c.worksAfterwards()
}

// A value of each type for each attribute.
func TestWrongTypes_InEachAttributeAreDiagnostics(t *testing.T) {
	_, c := connect(t)
	values := map[string]any{
		"number": 7, "float": 1.5, "text": "text", "truth": true, "bytes": []byte{0xff}, "list": []any{1},
		"map": object{"a": object{}}, "nested list": []any{[]any{[]any{nil}}}, "unknown": unknown{},
		"infinity": math.Inf(1),
	}
	block := schema(t).DataSources[checkType].Block
	wrong := 0
	for _, attribute := range sortedKeys(block.Attributes) {
		for _, kind := range sortedKeys(values) {
			whole := block.fill(object{"buckets": buckets("audit-traces")})
			whole[attribute] = values[kind]
			request := message(nil).text(1, checkType).bytes(2, dynamic(t, whole))
			response := c.call("ValidateDataResourceConfig", request)
			if len(response.diagnostics(1)) != 0 {
				wrong++
				expectError(t, response.diagnostics(1))
			}
		}
	}
	if wrong < 3*len(block.Attributes) {
		t.Errorf("only %d wrong values were noticed", wrong)
	}
	c.worksAfterwards()
}

// Valid RPCs in an order that no host uses.
func TestRpcs_InAnyOrderKeepTheProviderRunning(t *testing.T) {
	p, c := connect(t)
	cloud := newCloud(t)
	config := dataConfig(t, object{"buckets": buckets("audit-traces")})
	provider := dynamic(t, schema(t).Provider.Block.fill(cloud.settings()))
	typed := message(nil).text(1, checkType).bytes(2, config)
	steps := map[string]message{
		"GetMetadata": nil, "GetProviderSchema": nil, "StopProvider": nil, "GetFunctions": nil,
		"ValidateProviderConfig":     message(nil).bytes(1, provider),
		"ConfigureProvider":          message(nil).text(1, "1.15.5").bytes(2, provider),
		"ValidateDataResourceConfig": typed, "ReadDataSource": typed, "OpenEphemeralResource": typed,
		"CloseEphemeralResource": message(nil).text(1, checkType), "PlanAction": typed,
		"RenewEphemeralResource": message(nil).text(1, checkType), "InvokeAction": typed,
		"CallFunction": message(nil).text(1, "bucket_name_problems").bytes(2, dynamic(t, "audit")),
	}
	names := sortedKeys(steps)
	random := rand.New(rand.NewPCG(5, 6))
	for range 600 {
		name := names[random.IntN(len(names))]
		if c.provoke("/tfplugin6.Provider/"+name, steps[name]) {
			t.Errorf("%s hangs", name)
		}
		if !p.alive() {
			t.Fatalf("%s ended the provider", name)
		}
	}
	c.worksAfterwards()
}

func TestConfigureTwice_WorksAfterStopProvider(t *testing.T) {
	_, c := connect(t)
	for range 3 {
		c.call("StopProvider", nil)
	}
	_, said := c.read(object{"buckets": buckets("audit-traces")})
	expectError(t, said)
	c.worksAfterwards()
	c.worksAfterwards()
}
