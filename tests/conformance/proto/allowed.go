// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package provenance

import (
	"fmt"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// A rename is a message of ours that replaces one of protobuf's own, whose generated code needs the full
// runtime (docs/design/adr/0002-lite-protobuf.md). Only its name may differ.
type rename struct {
	here, upstream protoreflect.FullName
}

var renames = map[protoreflect.FullName][]rename{
	"tfplugin6": {{"tfplugin6.Timestamp", "google.protobuf.Timestamp"}},
	"plugin":    {{"plugin.StdioRequest", "google.protobuf.Empty"}},
}

const (
	onlyTerraform116 = "The tfplugin6.proto of Terraform v1.16.0-beta1 and later has it, and is called 6.11 too. " +
		"terraform-plugin-go's 6.11 is what Terraform 1.15 and OpenTofu 1.12 call 6.10."
	onlyCheckIsCalled = "go-plugin's hosts call Check alone (Client.Ping). gRPC's health-checking clients, which go-plugin " +
		"does not use, take UNIMPLEMENTED for serving."
)

var allowed = map[protoreflect.FullName][]allowance{
	"tfplugin6": {
		{"tfplugin6.ClientCapabilities.store_planned_private", onlyHere(3, "bool"), onlyTerraform116},
		{"tfplugin6.ClientCapabilities.computed_blocks_allowed", onlyHere(4, "bool"), onlyTerraform116},
		{"tfplugin6.PlanResourceChange.Request.planned_private", onlyHere(9, "bytes"), onlyTerraform116},
		{"tfplugin6.Schema.Block.computed", onlyHere(8, "bool"), onlyTerraform116},
	},
	"grpc.health.v1": {
		{"grpc.health.v1.Health.List", "missing here, method request grpc.health.v1.HealthListRequest, " +
			"response grpc.health.v1.HealthListResponse in upstream", onlyCheckIsCalled},
		{"grpc.health.v1.Health.Watch", "missing here, method request grpc.health.v1.HealthCheckRequest, " +
			"response grpc.health.v1.HealthCheckResponse, response stream yes in upstream", onlyCheckIsCalled},
		{"grpc.health.v1.HealthListRequest", "missing here, message in upstream", onlyCheckIsCalled},
		{"grpc.health.v1.HealthListResponse", "missing here, message in upstream", onlyCheckIsCalled},
	},
}

func onlyHere(number int, kind string) string {
	return fmt.Sprintf("field number %d, type %s here, missing in upstream", number, kind)
}
