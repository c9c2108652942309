// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package provenance

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

func ours(t *testing.T) *descriptorpb.FileDescriptorSet {
	t.Helper()
	set, err := compileOurs(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func elementsIn(t *testing.T, set *descriptorpb.FileDescriptorSet, protoPackage protoreflect.FullName) map[string]element {
	t.Helper()
	elements, err := elementsOf(set, protoPackage, renames[protoPackage])
	if err != nil {
		t.Fatal(err)
	}
	if len(elements) == 0 {
		t.Fatalf("nothing in package %s", protoPackage)
	}
	return elements
}

func TestEachPackageEqualsUpstream(t *testing.T) {
	set := ours(t)
	for _, o := range origins {
		t.Run(string(o.protoPackage), func(t *testing.T) {
			version, _, err := o.versionAndFolder()
			if err != nil {
				t.Fatal(err)
			}
			upstream, err := o.elements(renames[o.protoPackage])
			if err != nil {
				t.Fatal(err)
			}
			found := differencesOf(elementsIn(t, set, o.protoPackage), upstream)
			for _, problem := range problemsOf(found, allowed[o.protoPackage], o.name()+" "+version) {
				t.Error(problem)
			}
		})
	}
}

func originOf(protoPackage string) (origin, bool) {
	at := slices.IndexFunc(origins, func(o origin) bool { return string(o.protoPackage) == protoPackage })
	if at < 0 {
		return origin{}, false
	}
	return origins[at], true
}

func read(t *testing.T, path string) string {
	t.Helper()
	bytes, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes)
}

// "Equals FILE of MODULE VERSION, protocol version 6.11"; the last part is optional.
var statement = regexp.MustCompile(
	`Equals (?:its part of )?(\S+\.proto) of (\S+) (v\d+\.\d+\.\d+)(?:, protocol version (\d+\.\d+))?`)

func TestEachHeadCommentNamesItsUpstreamFile(t *testing.T) {
	for _, file := range ours(t).File {
		t.Run(file.GetName(), func(t *testing.T) {
			o, ok := originOf(file.GetPackage())
			if !ok {
				t.Fatalf("package %s has no origin in upstream.go, so nothing compares it", file.GetPackage())
			}
			version, folder, err := o.versionAndFolder()
			if err != nil {
				t.Fatal(err)
			}
			head, _, _ := strings.Cut(read(t, filepath.Join(protoFolder, file.GetName())), "syntax =")
			match := statement.FindStringSubmatch(strings.ReplaceAll(head, "\n// ", " "))
			if match == nil {
				t.Fatalf("the head does not say: %s", statement)
			}
			if match[2] != o.name() || match[3] != version {
				t.Errorf("the head says %s %s, go.mod %s %s", match[2], match[3], o.name(), version)
			}
			if !slices.ContainsFunc(o.files(), func(f protoreflect.FileDescriptor) bool {
				return filepath.Base(f.Path()) == match[1]
			}) {
				t.Errorf("%s has no %s", o.name(), match[1])
			}
			if o.protoPackage == "tfplugin6" {
				// The minor version is only in comments.
				source := read(t, filepath.Join(folder, "tfprotov6/internal/tfplugin6", match[1]))
				if !strings.Contains(source, "RPC protocol version "+match[4]+"\n") {
					t.Errorf("protocol version %q is not the one of %s", match[4], match[1])
				}
			}
		})
	}
}

// Without an override gRPC returns UNIMPLEMENTED. Each method without one needs its reason in the same file.
func TestEachMethodIsImplementedOrExplained(t *testing.T) {
	sources := map[string]string{
		"tfplugin6": "../../../provider/tfplugin6/provider_service.cc", "plugin": "../../../provider/plugin/host_services.cc",
		"grpc.health.v1": "../../../provider/plugin/host_services.cc",
	}
	for _, file := range ours(t).File {
		for _, service := range file.Service {
			source := read(t, sources[file.GetPackage()])
			for _, method := range service.Method {
				if !regexp.MustCompile(`\b` + method.GetName() + `\b`).MatchString(source) {
					t.Errorf("%s neither overrides %s.%s nor says why not", sources[file.GetPackage()], service.GetName(),
						method.GetName())
				}
			}
		}
	}
}
