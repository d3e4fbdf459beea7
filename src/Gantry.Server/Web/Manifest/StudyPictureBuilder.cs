using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using Gantry.Archive.Index;
using Gantry.Archive.Metadata;
using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Server.Web.Manifest;

/// <summary>Makes a study's picture from the series' metadata records and the catalog; pixel bytes are never read for it.</summary>
internal sealed class StudyPictureBuilder(ISeriesMetadata metadata, IObjectReader objects)
{
    public async ValueTask<StudyPicture> BuildAsync(StudyUid study, IReadOnlyList<StoredInstance> instances, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> json = new(64 * 1024);
        Dictionary<SeriesUid, SeriesFrames> frames = [];
        using (Utf8JsonWriter writer = new(json))
        {
            bool isHeadWritten = false;
            writer.WriteStartObject();
            foreach (IGrouping<SeriesUid, StoredInstance> series in instances.GroupBy(instance => instance.Identity.Series))
            {
                if (await metadata.GetAsync(study, series.Key, cancellationToken) is not { } record)
                {
                    continue;
                }

                using JsonDocument document = await ReadAsync(record, cancellationToken);
                Dictionary<InstanceUid, StoredInstance> stored = series.ToDictionary(instance => instance.Identity.Instance);
                SeriesDraft draft = new(series.Key, StudyPictures.VersionOf(stored.Values));
                foreach (JsonElement element in document.RootElement.EnumerateArray())
                {
                    JsonItem item = new(element);
                    if (InstanceUid.TryParse(item.Text("00080018"), out InstanceUid uid) && stored.TryGetValue(uid, out StoredInstance? place))
                    {
                        LookupTables tables = await LookupTables.ReadAsync(item, place, objects, cancellationToken);
                        draft.Add(item, place, tables);
                    }
                }

                if (draft.IsEmpty)
                {
                    continue;
                }

                if (!isHeadWritten)
                {
                    StudyHead.Write(writer, study, draft.Head);
                    writer.WriteStartArray("series");
                    isHeadWritten = true;
                }

                frames[series.Key] = draft.Write(writer);
            }

            if (!isHeadWritten)
            {
                StudyHead.Write(writer, study, default);
                writer.WriteStartArray("series");
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return new StudyPicture
        {
            Version = StudyPictures.VersionOf(instances),
            Brotli = Brotli(json.WrittenSpan),
            Gzip = Gzip(json.WrittenSpan),
            Series = frames,
        };
    }

    private static async ValueTask<JsonDocument> ReadAsync(SeriesMetadataRecord record, CancellationToken cancellationToken)
    {
        using MemoryStream compressed = new(record.GzipJson.ToArray(), writable: false);
        await using GZipStream plain = new(compressed, CompressionMode.Decompress);
        return await JsonDocument.ParseAsync(plain, cancellationToken: cancellationToken);
    }

    private static byte[] Brotli(ReadOnlySpan<byte> json)
    {
        byte[] output = new byte[BrotliEncoder.GetMaxCompressedLength(json.Length)];
        return BrotliEncoder.TryCompress(json, output, out int written, quality: 4, window: 20) ? output[..written] : throw new InvalidOperationException("The compressor's own bound did not hold.");
    }

    private static byte[] Gzip(ReadOnlySpan<byte> json)
    {
        using MemoryStream output = new();
        using (GZipStream gzip = new(output, CompressionLevel.Fastest))
        {
            gzip.Write(json);
        }

        return output.ToArray();
    }
}
