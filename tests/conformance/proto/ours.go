// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package provenance

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

const protoFolder = "../../../proto"

// compileOurs runs the build's protoc (or the one that PROTOC names) on every proto file.
func compileOurs(folder string) (*descriptorpb.FileDescriptorSet, error) {
	sources, err := filepath.Glob(filepath.Join(protoFolder, "*.proto"))
	if err != nil || len(sources) == 0 {
		return nil, fmt.Errorf("no proto files in %s: %w", protoFolder, err)
	}
	result := filepath.Join(folder, "ours.pb")
	arguments := append([]string{"--proto_path=" + protoFolder, "--include_imports", "--descriptor_set_out=" + result},
		sources...)
	protoc := exec.Command(cmp.Or(os.Getenv("PROTOC"), "protoc"), arguments...)
	if out, err := protoc.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%v: %w\n%s", protoc.Args, err, out)
	}
	bytes, err := os.ReadFile(result)
	if err != nil {
		return nil, err
	}
	set := &descriptorpb.FileDescriptorSet{}
	return set, proto.Unmarshal(bytes, set)
}

// elementsOf returns the elements of one package. Renamed ones have their upstream names.
func elementsOf(set *descriptorpb.FileDescriptorSet, protoPackage protoreflect.FullName, renames []rename) (
	map[string]element, error) {
	files, err := protodesc.NewFiles(set)
	if err != nil {
		return nil, err
	}
	c := collector{map[string]element{}, func(name protoreflect.FullName) string {
		for _, r := range renames {
			if inside, ok := strings.CutPrefix(string(name)+".", string(r.here)+"."); ok {
				return strings.TrimSuffix(string(r.upstream)+"."+inside, ".")
			}
		}
		return string(name)
	}}
	files.RangeFilesByPackage(protoPackage, func(f protoreflect.FileDescriptor) bool {
		c.file(f)
		return true
	})
	return c.elements, nil
}
