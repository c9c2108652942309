// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"context"
	"os"
	"testing"
	"time"
)

func contextWithPatience() (context.Context, context.CancelFunc) { return contextFor(patience) }

func contextFor(limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), limit)
}

// temporaryFolder is t.TempDir for tests that run under wine too: wine 8 does not have the call of Windows with which Go
// removes files, and t.TempDir fails the test then.
func temporaryFolder(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "host-test-")
	check(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

func entries(t testing.TB, folder string) []string {
	t.Helper()
	all, err := os.ReadDir(folder)
	check(t, err)
	names := []string{}
	for _, one := range all {
		names = append(names, one.Name())
	}
	return names
}
