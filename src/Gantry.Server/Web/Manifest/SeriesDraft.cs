using System.Text.Json;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Server.Web.Manifest;

/// <summary>Gathers a series' instances, orders their frames and writes the series' part of the manifest.</summary>
internal sealed class SeriesDraft(SeriesUid series, string version)
{
    private readonly List<FrameFacts> frames = [];
    private readonly List<(StoredInstance Instance, int? Number, int Frames, double? FramesPerSecond, string? Time, bool HasOverlays)> images = [];
    private readonly List<(StoredInstance Instance, int? Number, string? Title)> objects = [];

    /// <summary>The first instance seen, for what is the same in all.</summary>
    public JsonItem Head { get; private set; }

    public bool IsEmpty => images.Count == 0 && objects.Count == 0;

    public void Add(JsonItem item, StoredInstance place, LookupTables tables)
    {
        if (Head.IsNone)
        {
            Head = item;
        }

        int? number = item.Integer("00200013");
        int rows = item.Integer("00280010") ?? 0, columns = item.Integer("00280011") ?? 0;
        bool hasPixels = place.Frames is not null || item.Has("7FE00010") || item.Has("7FE00008") || item.Has("7FE00009");
        if (rows <= 0 || columns <= 0 || !hasPixels)
        {
            objects.Add((place, number, TitleOf(item)));
            return;
        }

        int count = place.Frames?.Count ?? Math.Max(1, item.Integer("00280008") ?? 1);
        images.Add((place, number, count, FramesPerSecond(item), item.Text("00080033"), item.HasRepeating("60", "0010")));
        FunctionalGroups groups = new(item);
        PixelFormat format = new(item, place.TransferSyntaxUid, tables);
        for (int frame = 0; frame < count; frame++)
        {
            FrameAttributes attributes = groups.Of(frame);
            frames.Add(new FrameFacts(
                place, number, frame, format.ToJson(attributes), attributes.Position, attributes.Orientation, BytesOf(place.Frames, frame, item)));
        }
    }

    public SeriesFrames Write(Utf8JsonWriter writer)
    {
        FrameOrder.Sort(frames);
        writer.WriteStartObject();
        writer.WriteString("uid", series.Value);
        writer.WriteString("version", version);
        if (Head.Integer("00200011") is int number)
        {
            writer.WriteNumber("number", number);
        }

        writer.WriteString("modality", Head.Text("00080060") ?? "OT");
        writer.WriteText("description", Head.Text("0008103E"));
        writer.WriteText("bodyPart", Head.Text("00180015"));
        writer.WriteText("laterality", Head.Text("00200062") ?? Head.Text("00200060"));
        writer.WriteText("protocol", Head.Text("00181030"));
        writer.WriteText("date", Head.Text("00080021") ?? Head.Text("00080022"));
        writer.WriteText("time", Head.Text("00080031") ?? Head.Text("00080032"));
        writer.WriteText("station", Head.Text("00081010"));
        writer.WriteText("manufacturer", Head.Text("00080070"));
        writer.WriteText("frameOfReference", Head.Text("00200052"));
        writer.WriteNumber("instanceCount", images.Count + objects.Count);
        WriteFrames(writer);
        WriteObjects(writer);
        writer.WriteEndObject();
        return new SeriesFrames(version, [.. frames.Select(frame => new FramePlace(frame.Instance, frame.Frame, frame.Bytes))]);
    }

    private void WriteFrames(Utf8JsonWriter writer)
    {
        Dictionary<string, int> formats = new(StringComparer.Ordinal);
        Dictionary<StoredInstance, int> order = new(ReferenceEqualityComparer.Instance);
        foreach (FrameFacts frame in frames)
        {
            formats.TryAdd(frame.Format, formats.Count);
            order.TryAdd(frame.Instance, order.Count);
        }

        writer.WriteStartArray("formats");
        foreach (string format in formats.Keys)
        {
            writer.WriteRawValue(format, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("instances");
        foreach (var image in images.OrderBy(image => order.GetValueOrDefault(image.Instance)))
        {
            writer.WriteStartObject();
            writer.WriteString("uid", image.Instance.Identity.Instance.Value);
            if (image.Number is int number)
            {
                writer.WriteNumber("number", number);
            }

            writer.WriteNumber("frames", image.Frames);
            if (image.FramesPerSecond is double fps)
            {
                writer.WriteNumber("fps", fps);
            }

            writer.WriteText("time", image.Time);
            if (image.HasOverlays)
            {
                writer.WriteBoolean("overlays", true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("frames");
        WriteColumn(writer, "instance", frame => order[frame.Instance]);
        WriteColumn(writer, "frame", frame => frame.Frame);
        WriteColumn(writer, "format", frame => formats[frame.Format]);
        WriteColumn(writer, "bytes", frame => frame.Bytes);
        if (frames.Exists(frame => frame.Position is not null))
        {
            writer.WriteStartArray("position");
            foreach (FrameFacts frame in frames)
            {
                if (frame.Position is null)
                {
                    writer.WriteNullValue();
                    continue;
                }

                writer.WriteStartArray();
                foreach (double coordinate in frame.Position)
                {
                    writer.WriteNumberValue(Math.Round(coordinate, 4));
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteColumn(Utf8JsonWriter writer, string name, Func<FrameFacts, long> value)
    {
        writer.WriteStartArray(name);
        foreach (FrameFacts frame in frames)
        {
            writer.WriteNumberValue(value(frame));
        }

        writer.WriteEndArray();
    }

    private void WriteObjects(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("objects");
        foreach (var other in objects)
        {
            writer.WriteStartObject();
            writer.WriteString("uid", other.Instance.Identity.Instance.Value);
            writer.WriteString("sopClass", other.Instance.Identity.SopClassUid);
            writer.WriteString("kind", ObjectKind.Of(other.Instance.Identity.SopClassUid));
            writer.WriteText("title", other.Title);
            if (other.Number is int number)
            {
                writer.WriteNumber("number", number);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string? TitleOf(JsonItem item) =>
        item.Text("00420010") ?? item.First("0040A043").Text("00080104") ?? item.Text("00700081") ?? item.Text("00700080")
        ?? item.Text("30060002") ?? item.Text("300A0002") ?? item.Text("00720002");

    private static double? FramesPerSecond(JsonItem item)
    {
        double? rate = item.Number("00082144") ?? item.Number("00180040");
        if (rate is > 0)
        {
            return rate;
        }

        double? frameTimeMs = item.Number("00181063");
        if (frameTimeMs is null && item.Numbers("00181065") is { Length: > 1 } vector)
        {
            frameTimeMs = vector.Skip(1).Average();
        }

        return frameTimeMs is > 0 ? Math.Round(1000 / frameTimeMs.Value, 2) : null;
    }

    private static long BytesOf(FrameTable? table, int frame, JsonItem item)
    {
        if (table is null)
        {
            long bits = (long)(item.Integer("00280010") ?? 0) * (item.Integer("00280011") ?? 0) * (item.Integer("00280002") ?? 1) * (item.Integer("00280100") ?? 16);
            return (bits + 7) / 8;
        }

        if (!table.IsEncapsulated)
        {
            return (table.BitsPerFrame + 7) / 8;
        }

        return frame < table.Fragments.Count ? table.Fragments[frame].Sum(fragment => fragment.Length) : 0;
    }
}
