using System.CommandLine;
using System.Text.Json;
using Gantry.Commands.Dump;
using Gantry.Dicom.Files;
using Gantry.Dicom.Json;

namespace Gantry.Commands;

/// <summary>Shows what a file holds, for a person or as DICOM JSON.</summary>
public static class DumpCommand
{
    /// <summary>Longer binary values are named, not shown.</summary>
    private const int LongestInlineBytes = 1024;

    public static Command Create()
    {
        Argument<string> file = new("file") { Description = "A DICOM file, with or without meta information." };
        Option<bool> json = new("--json") { Description = "DICOM JSON (PS3.18 F): meta information and data set in one object; binary values past 1 KB as a reference." };
        var command = new Command("dump", "Print the attributes of a DICOM file, and what is wrong with it.") { file, json };
        command.SetAction(parsed => Run(parsed.GetValue(file)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, bool isJson)
    {
        DicomFile file = DicomFile.Read(ReadBytes(path));
        using Stream output = Console.OpenStandardOutput();
        if (isJson)
        {
            WriteJson(file, output);
            foreach (string line in DumpText.Faults(file))
            {
                Console.Error.WriteLine(line);
            }
        }
        else
        {
            using StreamWriter text = new(output, new System.Text.UTF8Encoding(false));
            new DumpText(text).Write(file);
        }

        return file.Error is null ? ExitCode.Done : ExitCode.Failed;
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {problem.Message}", ExitCode.Unavailable);
        }
    }

    private static void WriteJson(DicomFile file, Stream output)
    {
        DicomJsonOptions options = new()
        {
            BulkDataUri = (path, element) => element.Fragments is not null || element.Value.Length > LongestInlineBytes ? "#" + path : null,
        };
        Dicom.Datasets.Dataset whole = [];
        foreach (Dicom.Datasets.Element element in file.Meta)
        {
            whole.Add(element);
        }

        foreach (Dicom.Datasets.Element element in file.Dataset)
        {
            whole.Add(element);
        }

        using Utf8JsonWriter json = new(output, new JsonWriterOptions
        {
            Indented = true,
            MaxDepth = 1000,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        DicomJsonWriter.Write(whole, json, options);
        json.Flush();
        output.Write("\n"u8);
    }
}
