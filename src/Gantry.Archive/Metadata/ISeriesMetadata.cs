using Gantry.Dicom;

namespace Gantry.Archive.Metadata;

/// <summary>
/// A series' metadata record: every attribute but bulk data of every instance, derived from the stored bytes. The record's form is UTF-8 DICOM JSON
/// (PS3.18 F), one array of instance objects in instance order, bulk data as BulkDataURI relative to the series
/// ("instances/{SOP Instance UID}/bulkdata/7FE00010", nested "instances/{uid}/bulkdata/{sequence}/{item from 1}/{tag}"), so that a way out makes it absolute by a prefix; compressed with gzip.
/// </summary>
public sealed record SeriesMetadataRecord(SeriesUid Series, long ChangeNumber, int InstanceCount, ReadOnlyMemory<byte> GzipJson, long JsonLength);

/// <summary>Gives metadata records, made when first asked or by the background job that follows the change feed; always current.</summary>
public interface ISeriesMetadata
{
    /// <summary>Null when the series is not there.</summary>
    ValueTask<SeriesMetadataRecord?> GetAsync(StudyUid study, SeriesUid series, CancellationToken cancellationToken);
}
