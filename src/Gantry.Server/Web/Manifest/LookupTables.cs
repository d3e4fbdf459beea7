using System.Buffers.Binary;
using System.Text.Json;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Server.Web.Frames;

namespace Gantry.Server.Web.Manifest;

/// <summary>
/// The lookup tables of an instance (palette, modality and VOI LUT: PS3.3 C.7.6.3.1.5, C.11.1, C.11.2). A metadata record may leave their data out as bulk data;
/// then the part of the object before its pixels is read.
/// </summary>
internal sealed class LookupTables
{
    private const int MaxVoiTables = 16;
    private static readonly LookupTables None = new();

    private readonly List<(string Name, Table Table)> palette = [];
    private Table? modality;
    private readonly List<Table> voi = [];

    public static async ValueTask<LookupTables> ReadAsync(JsonItem item, StoredInstance place, IObjectReader objects, CancellationToken cancellationToken)
    {
        bool isPalette = item.Text("00280004") == "PALETTE COLOR";
        if (!isPalette && !item.Has("00283000") && !item.Has("00283010"))
        {
            return None;
        }

        Dataset dataset = (await InstanceHeader.ReadAsync(place, objects, cancellationToken)).Dataset;
        bool isSigned = item.Integer("00280103") == 1;
        LookupTables tables = new();
        if (isPalette)
        {
            tables.AddPalette(dataset, "red", 1);
            tables.AddPalette(dataset, "green", 2);
            tables.AddPalette(dataset, "blue", 3);
        }

        tables.modality = Items(dataset, new DicomTag(0x0028, 0x3000), isSigned).FirstOrDefault();

        // The input of a VOI LUT are the modality's values: below zero also where unsigned samples are rescaled to such (PS3.3 C.11.2.1.1).
        bool isBelowZero = tables.modality is null && (isSigned || item.Number("00281052") < 0 || item.Number("00281053") < 0);
        tables.voi.AddRange(Items(dataset, new DicomTag(0x0028, 0x3010), isBelowZero).Take(MaxVoiTables));
        return tables;
    }

    public void Write(Utf8JsonWriter writer)
    {
        if (palette.Count == 3)
        {
            writer.WriteStartObject("palette");
            foreach ((string name, Table table) in palette)
            {
                writer.WritePropertyName(name);
                Write(writer, table);
            }

            writer.WriteEndObject();
        }

        if (modality is { } modalityTable)
        {
            writer.WritePropertyName("modalityLut");
            Write(writer, modalityTable);
        }

        if (voi.Count > 0)
        {
            writer.WriteStartArray("voiLuts");
            foreach (Table table in voi)
            {
                Write(writer, table);
            }

            writer.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter writer, Table table)
    {
        writer.WriteStartObject();
        writer.WriteNumber("first", table.First);
        writer.WriteNumber("bits", table.Bits);
        writer.WriteBase64String("data", table.Data);
        writer.WriteText("name", table.Name);
        writer.WriteEndObject();
    }

    private void AddPalette(Dataset dataset, string name, ushort colour)
    {
        DicomTag descriptor = new(0x0028, (ushort)(0x1100 + colour));
        if (Read(dataset, descriptor, new DicomTag(0x0028, (ushort)(0x1200 + colour)), null) is { } table)
        {
            palette.Add((name, table));
        }
        else if (Read(dataset, descriptor, new DicomTag(0x0028, (ushort)(0x1220 + colour)), null, isSegmented: true) is { } segmented)
        {
            palette.Add((name, segmented));
        }
    }

    private static IEnumerable<Table> Items(Dataset dataset, DicomTag sequence, bool isSigned) =>
        dataset.GetItems(sequence)
            .Select(item => Read(item, new DicomTag(0x0028, 0x3002), new DicomTag(0x0028, 0x3006), item.GetString(new DicomTag(0x0028, 0x3003)), isSigned: isSigned))
            .OfType<Table>();

    private static Table? Read(Dataset item, DicomTag descriptorTag, DicomTag dataTag, string? name, bool isSegmented = false, bool isSigned = false)
    {
        if (!item.TryGet(descriptorTag, out Element descriptor) || descriptor.Value.Length < 6 || !item.TryGet(dataTag, out Element data) || data.Value.IsEmpty)
        {
            return null;
        }

        ReadOnlySpan<byte> words = descriptor.Value.Span;
        int entries = Word(words, descriptor.IsBigEndian), first = Word(words[2..], descriptor.IsBigEndian), bits = Word(words[4..], descriptor.IsBigEndian);
        entries = entries == 0 ? 65536 : entries;
        
        // Lenient: the descriptor's VR is often the wrong one of US and SS; what it is applied to tells, PS3.3 C.11.1.1.1.
        first = isSigned || descriptor.Vr == Vr.SS ? (short)first : first;
        byte[] bytes = data.Value.ToArray();
        if (data.IsBigEndian && data.Vr != Vr.OB)
        {
            for (int i = 0; i + 1 < bytes.Length; i += 2)
            {
                (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
            }
        }

        byte[]? expanded = isSegmented ? SegmentedTable.Expand(bytes, entries, bits) : Widen(bytes, entries);
        return expanded is null ? null : new Table(first, bits, expanded, name);
    }

    /// <summary>8-bit tables may pack two entries in a word (PS3.3 C.7.6.3.1.6); all are told as words.</summary>
    private static byte[] Widen(byte[] bytes, int entries)
    {
        if (bytes.Length >= entries * 2)
        {
            return bytes[..(entries * 2)];
        }

        byte[] wide = new byte[bytes.Length * 2];
        for (int i = 0; i < bytes.Length; i++)
        {
            wide[i * 2] = bytes[i];
        }

        return wide;
    }

    private static int Word(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private sealed record Table(int First, int Bits, byte[] Data, string? Name);
}
