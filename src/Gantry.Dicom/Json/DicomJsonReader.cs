using System.Text.Json;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;

namespace Gantry.Dicom.Json;

/// <summary>
/// Reads the DICOM JSON model (PS3.18 F): one object or an array of them. Values become little endian value fields, text in UTF-8 with (0008,0005)
/// saying so. Never throws for what the text says; memory is a small multiple of it.
/// </summary>
public static class DicomJsonReader
{
    /// <summary>A sequence is three levels of JSON: attribute, Value, item.</summary>
    private const int LevelsPerSequence = 3;

    public static DicomJsonReadResult Read(ReadOnlyMemory<byte> utf8, ReadLimits? limits = null)
    {
        limits ??= ReadLimits.Default;
        if (!System.Text.Unicode.Utf8.IsValid(utf8.Span))
        {
            return new([], [], new DicomJsonError("", "not UTF-8"));
        }

        try
        {
            JsonDocumentOptions options = new() { MaxDepth = ((limits.MaxDepth + 1) * LevelsPerSequence) + 1 };
            using JsonDocument document = JsonDocument.Parse(utf8, options);
            JsonDatasetBuilder builder = new(limits);
            List<Dataset> datasets = [];
            if (document.RootElement.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement each in document.RootElement.EnumerateArray())
                {
                    if (builder.Build(each) is not { } dataset)
                    {
                        return new([], [], builder.Error);
                    }

                    datasets.Add(dataset);
                }
            }
            else if (builder.Build(document.RootElement) is { } dataset)
            {
                datasets.Add(dataset);
            }

            return builder.Error is null ? new(datasets, builder.BulkData, null) : new([], [], builder.Error);
        }
        catch (JsonException notJson)
        {
            return new([], [], new DicomJsonError(notJson.Path ?? "", $"not JSON, or nested too deep, at line {notJson.LineNumber + 1}, byte {notJson.BytePositionInLine}"));
        }
        catch (InvalidOperationException)
        {
            // The parser lets an escaped lone surrogate pass in a name, which has no form as text.
            return new([], [], new DicomJsonError("", "a name holds a lone surrogate"));
        }
    }
}
