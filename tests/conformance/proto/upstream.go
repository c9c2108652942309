// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package provenance

import (
	"fmt"
	"os/exec"
	"path"
	"strings"

	_ "github.com/hashicorp/go-plugin"                               // registers plugin.*
	_ "github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server" // registers tfplugin6.*
	_ "google.golang.org/grpc/health/grpc_health_v1"                 // registers grpc.health.v1.*
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// An origin is the Go module whose descriptors one proto package has to equal. The modules keep their
// generated code internal; importing a package that uses it registers the descriptors.
type origin struct {
	protoPackage protoreflect.FullName
	module       string
}

var origins = []origin{
	{"tfplugin6", "github.com/hashicorp/terraform-plugin-go"},
	{"plugin", "github.com/hashicorp/go-plugin"},
	{"grpc.health.v1", "google.golang.org/grpc"},
}

// name is the module's name in the proto files.
func (o origin) name() string {
	if o.protoPackage == "grpc.health.v1" {
		return "grpc-go"
	}
	return path.Base(o.module)
}

// versionAndFolder asks Go which version go.mod selects, and where its files are.
func (o origin) versionAndFolder() (version, folder string, err error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Version}} {{.Dir}}", o.module).Output()
	if err != nil {
		return "", "", fmt.Errorf("go list -m %s: %w", o.module, err)
	}
	version, folder, _ = strings.Cut(strings.TrimSpace(string(out)), " ")
	return version, folder, nil
}

func (o origin) files() []protoreflect.FileDescriptor {
	var files []protoreflect.FileDescriptor
	protoregistry.GlobalFiles.RangeFilesByPackage(o.protoPackage, func(f protoreflect.FileDescriptor) bool {
		files = append(files, f)
		return true
	})
	return files
}

// elements are those of the package, and the messages of other packages that correspond to one of ours.
func (o origin) elements(renames []rename) (map[string]element, error) {
	c := collector{map[string]element{}, func(name protoreflect.FullName) string { return string(name) }}
	for _, file := range o.files() {
		c.file(file)
	}
	for _, r := range renames {
		found, err := protoregistry.GlobalFiles.FindDescriptorByName(r.upstream)
		if err != nil {
			return nil, fmt.Errorf("%s, renamed in allowed.go: %w", r.upstream, err)
		}
		c.message(found.(protoreflect.MessageDescriptor))
	}
	return c.elements, nil
}
