using Gantry.Dicom;

namespace Gantry.Archive.Metadata;

/// <summary>Tells the version of a series without listing its instances.</summary>
public interface ISeriesVersions
{
    /// <summary>Null when the series is not there.</summary>
    ValueTask<SeriesVersion?> FindVersionAsync(StudyUid study, SeriesUid series, CancellationToken cancellationToken);
}
