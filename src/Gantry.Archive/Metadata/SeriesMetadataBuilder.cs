using System.IO.Compression;
using System.Text.Json;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;

namespace Gantry.Archive.Metadata;

/// <summary>Makes a series' metadata record from the stored headers: one range read an instance, never the pixel data.</summary>
public sealed class SeriesMetadataBuilder(IInstanceCatalog catalog, IObjectReader objects)
{
    private const int FlushBytes = 64 * 1024;

    private readonly InstanceMetadata metadata = new(objects);

    /// <exception cref="ObjectStoreException">An object cannot be read.</exception>
    public async ValueTask<SeriesMetadataRecord> BuildAsync(StudyUid study, SeriesUid series, long changeNumber, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredInstance> instances = await catalog.ListAsync(study, series, null, cancellationToken).ConfigureAwait(false);
        using MemoryStream compressed = new();
        long length;
        await using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        await using (Utf8JsonWriter json = new(gzip, InstanceMetadata.Fast))
        {
            json.WriteStartArray();
            foreach (StoredInstance instance in instances)
            {
                await metadata.WriteAsync(instance, "", json, cancellationToken).ConfigureAwait(false);
                if (json.BytesPending > FlushBytes)
                {
                    await json.FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            json.WriteEndArray();
            await json.FlushAsync(cancellationToken).ConfigureAwait(false);
            length = json.BytesCommitted;
        }

        return new SeriesMetadataRecord(series, changeNumber, instances.Count, compressed.ToArray(), length);
    }
}
