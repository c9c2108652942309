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
