using System.Text.Json;
using Gantry.Dicom;

namespace Gantry.Server.Web.Manifest;

/// <summary>Patient and study, as the first instance of the study has them.</summary>
internal static class StudyHead
{
    public static void Write(Utf8JsonWriter writer, StudyUid study, JsonItem item)
    {
        writer.WriteStartObject("study");
        writer.WriteString("uid", study.Value);
        writer.WriteText("date", item.Text("00080020"));
        writer.WriteText("time", item.Text("00080030"));
        writer.WriteText("description", item.Text("00081030"));
        writer.WriteText("accession", item.Text("00080050"));
        writer.WriteText("id", item.Text("00200010"));
        writer.WriteText("referring", item.Text("00080090"));
        writer.WriteText("institution", item.Text("00080080"));
        writer.WriteEndObject();
        writer.WriteStartObject("patient");
        writer.WriteText("name", item.Text("00100010"));
        writer.WriteText("id", item.Text("00100020"));
        writer.WriteText("birthDate", item.Text("00100030"));
        writer.WriteText("sex", item.Text("00100040"));
        writer.WriteText("age", item.Text("00101010"));
        writer.WriteEndObject();
    }

    /// <summary>Writes a text that is there.</summary>
    public static void WriteText(this Utf8JsonWriter writer, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            writer.WriteString(name, text);
        }
    }

    public static void WriteNumbers(this Utf8JsonWriter writer, string name, IReadOnlyList<double>? numbers)
    {
        if (numbers is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (double number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }
}
