// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Runs a fuzz target's operations with go-cty and Go's own library. tests/fuzz/oracle.h describes the
// form of questions and responses.
package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"log"
	"os"
)

// An operation takes texts and returns texts, or refuses.
var operations = map[byte]func([]string) ([]string, bool){
	't': typeText,
	'm': msgpackValue,
	'j': jsonValue,
	'd': duration,
	'h': httpDate,
	'u': parsedURL,
	'p': proxy,
}

func readText(in *bufio.Reader) (string, error) {
	var size uint32
	if err := binary.Read(in, binary.LittleEndian, &size); err != nil {
		return "", err
	}
	text := make([]byte, size)
	_, err := io.ReadFull(in, text)
	return string(text), err
}

func readQuestion(in *bufio.Reader) (operation byte, texts []string, err error) {
	if operation, err = in.ReadByte(); err != nil {
		return
	}
	count, err := in.ReadByte()
	for ; err == nil && count > 0; count-- {
		var text string
		text, err = readText(in)
		texts = append(texts, text)
	}
	return
}

// What panics here would make a host panic.
func answer(operation byte, texts []string) (verdict byte, answers []string) {
	defer func() {
		if recover() != nil {
			verdict, answers = '!', nil
		}
	}()
	answers, taken := operations[operation](texts)
	if !taken {
		return '-', nil
	}
	return '+', answers
}

func main() {
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	for {
		operation, texts, err := readQuestion(in)
		if err == io.EOF {
			return
		}
		if err != nil {
			log.Fatal(err)
		}
		verdict, answers := answer(operation, texts)
		out.Write([]byte{verdict, byte(len(answers))})
		for _, text := range answers {
			binary.Write(out, binary.LittleEndian, uint32(len(text)))
			out.WriteString(text)
		}
		if err := out.Flush(); err != nil {
			return
		}
	}
}
