// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func contextWithPatience() (context.Context, context.CancelFunc) { return contextFor(patience) }

func contextFor(limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), limit)
}

// shortTempDir is a folder whose path leaves room for a socket's name, which testing's may not.
func shortTempDir(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("/tmp", "h")
	check(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

// startWithoutTmp starts the provider in a mount namespace in which /tmp is read-only.
func startWithoutTmp(t testing.TB, environment []string) *process {
	t.Helper()
	const readOnlyTmp = `mount -t tmpfs -o ro,size=4k none /tmp && exec "$0"`
	probe := exec.Command("unshare", "--mount", "--map-root-user", "sh", "-c", "mount -t tmpfs none /tmp")
	if output, err := probe.CombinedOutput(); err != nil {
		t.Skipf("no mount namespaces here: %s", strings.TrimSpace(string(output)))
	}
	if strings.HasPrefix(binary(t), "/tmp/") {
		t.Skip("the provider itself stands below /tmp")
	}
	return startCommand(t, exec.Command("unshare", "--mount", "--map-root-user", "sh", "-c",
		readOnlyTmp, binary(t)), environment)
}
