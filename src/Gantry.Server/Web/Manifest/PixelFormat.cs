using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Gantry.Server.Web.Manifest;

/// <summary>Writes the pixel format of an instance's frames (PS3.3 C.7.6.3, C.11.1, C.11.2) as the manifest has it.</summary>
internal sealed class PixelFormat(JsonItem item, string transferSyntaxUid, LookupTables tables)
{
    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private (FrameAttributes Of, string Json)? last;

    public string ToJson(FrameAttributes frame)
    {
        // Frames of one instance most often share the items; then their format is the same.
        if (last is { } before && before.Of.Measures.Equals(frame.Measures) && before.Of.Rescale.Equals(frame.Rescale)
            && before.Of.Voi.Equals(frame.Voi) && Same(before.Of.Orientation, frame.Orientation))
        {
            return before.Json;
        }

        buffer.ResetWrittenCount();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            WriteSamples(writer);
            WriteValues(writer, frame);
            WriteGeometry(writer, frame);
            writer.WriteEndObject();
        }

        string json = Encoding.UTF8.GetString(buffer.WrittenSpan);
        last = (frame, json);
        return json;
    }

    private static bool Same(double[]? a, double[]? b) => a is null || b is null ? ReferenceEquals(a, b) : a.AsSpan().SequenceEqual(b);

    private void WriteSamples(Utf8JsonWriter writer)
    {
        bool isFloat = item.Has("7FE00008"), isDouble = item.Has("7FE00009");
        int allocated = item.Integer("00280100") ?? (isDouble ? 64 : isFloat ? 32 : 16);
        int stored = item.Integer("00280101") ?? allocated;
        writer.WriteString("syntax", transferSyntaxUid);
        writer.WriteNumber("rows", item.Integer("00280010") ?? 0);
        writer.WriteNumber("columns", item.Integer("00280011") ?? 0);
        writer.WriteNumber("samples", item.Integer("00280002") ?? 1);
        writer.WriteNumber("allocated", allocated);
        writer.WriteNumber("stored", stored);
        writer.WriteNumber("high", item.Integer("00280102") ?? stored - 1);
        writer.WriteBoolean("signed", item.Integer("00280103") == 1);
        if (isFloat || isDouble)
        {
            writer.WriteBoolean("float", true);
        }

        writer.WriteString("photometric", item.Text("00280004") ?? "MONOCHROME2");
        if (item.Integer("00280006") is 1)
        {
            writer.WriteNumber("planar", 1);
        }

        if (item.Text("00282110") == "01")
        {
            writer.WriteBoolean("lossy", true);
        }
    }

    private void WriteValues(Utf8JsonWriter writer, FrameAttributes frame)
    {
        if (frame.Rescale.Number("00281053") is double slope && frame.Rescale.Number("00281052") is double intercept)
        {
            writer.WriteNumber("slope", slope);
            writer.WriteNumber("intercept", intercept);
            writer.WriteText("rescaleType", frame.Rescale.Text("00281054"));
        }

        double[] centres = frame.Voi.Numbers("00281050"), widths = frame.Voi.Numbers("00281051");
        if (centres.Length > 0 && widths.Length > 0)
        {
            IReadOnlyList<string> names = frame.Voi.Texts("00281055");
            writer.WriteStartArray("windows");
            for (int i = 0; i < Math.Min(centres.Length, widths.Length); i++)
            {
                writer.WriteStartObject();
                writer.WriteNumber("centre", centres[i]);
                writer.WriteNumber("width", widths[i]);
                writer.WriteText("name", i < names.Count ? names[i] : null);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        string? function = frame.Voi.Text("00281056");
        if (function is not (null or "LINEAR"))
        {
            writer.WriteText("voiFunction", function);
        }

        if (item.Text("20500020") == "INVERSE")
        {
            writer.WriteBoolean("inverse", true);
        }

        if (item.Number("00280120") is double padding)
        {
            double limit = item.Number("00280121") ?? padding;
            writer.WriteNumbers("padding", [Math.Min(Stored(padding), Stored(limit)), Math.Max(Stored(padding), Stored(limit))]);
        }

        tables.Write(writer);
    }

    /// <summary>Lenient: padding is often written with the other of US and SS than the pixels have, PS3.3 C.7.5.1.1.2.</summary>
    private double Stored(double value)
    {
        bool isSigned = item.Integer("00280103") == 1;
        return isSigned && value > short.MaxValue ? value - 65536 : !isSigned && value < 0 ? value + 65536 : value;
    }

    private void WriteGeometry(Utf8JsonWriter writer, FrameAttributes frame)
    {
        (double[] spacing, string of) = Spacing(frame);
        if (spacing is [> 0, > 0])
        {
            writer.WriteNumbers("spacing", spacing);
            writer.WriteString("spacingOf", of);
        }
        else if (item.Numbers("00280034") is [> 0, > 0] aspect)
        {
            writer.WriteNumbers("aspect", aspect);
        }

        writer.WriteNumbers("orientation", frame.Orientation);
        if (frame.Orientation is null && item.Texts("00200020") is { Count: 2 } letters)
        {
            writer.WriteStartArray("letters");
            foreach (string letter in letters)
            {
                writer.WriteStringValue(letter);
            }

            writer.WriteEndArray();
        }

        if (frame.Measures.Number("00180050") is double thickness)
        {
            writer.WriteNumber("thickness", thickness);
        }
    }

    private (double[] Spacing, string Of) Spacing(FrameAttributes frame)
    {
        double[] imager = item.Numbers("00181164");
        if (frame.Measures.Numbers("00280030") is { Length: 2 } spacing)
        {
            return (spacing, imager is { Length: 2 } && imager.AsSpan().SequenceEqual(spacing) ? "imager" : "patient");
        }

        if (imager is { Length: 2 })
        {
            return (imager, "imager");
        }

        // One calibrated region with both directions in centimetres (PS3.3 C.8.5.5) is the image's scale.
        JsonItem region = item.First("00186011");
        if (item.Count("00186011") == 1 && region.Integer("00186024") == 3 && region.Integer("00186026") == 3
            && region.Number("0018602C") is double x && region.Number("0018602E") is double y)
        {
            return ([Math.Abs(y) * 10, Math.Abs(x) * 10], "region");
        }

        return ([], "");
    }
}
