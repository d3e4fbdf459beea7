using System.Text.Json;

namespace Gantry.Server.DicomWeb.Retrieve;

/// <summary>Finds the objects of single instances in a series' array of DICOM JSON.</summary>
internal static class InstanceObjects
{
    /// <summary>Where each object lies in the array's bytes, with its SOP Instance UID (0008,0018) where it has one.</summary>
    public static List<(Range Bytes, string? Instance)> Split(ReadOnlySpan<byte> array)
    {
        List<(Range, string?)> objects = [];
        Utf8JsonReader json = new(array, new JsonReaderOptions { MaxDepth = 1000 });
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            int start = (int)json.TokenStartIndex;
            string? instance = null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool isUid = json.ValueTextEquals("00080018"u8);
                json.Read();
                if (isUid)
                {
                    instance = FirstValue(ref json);
                }
                else
                {
                    json.Skip();
                }
            }

            objects.Add((start..(int)json.BytesConsumed, instance));
        }

        return objects;
    }

    private static string? FirstValue(ref Utf8JsonReader json)
    {
        string? first = null;
        int depth = json.CurrentDepth;
        while (json.Read() && json.CurrentDepth > depth)
        {
            if (json.TokenType == JsonTokenType.String && json.CurrentDepth == depth + 2)
            {
                first ??= json.GetString();
            }
        }

        return first;
    }
}
