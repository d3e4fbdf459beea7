using System.Collections.Concurrent;
using Gantry.Dicom;

namespace Gantry.Archive.Metadata;

/// <summary>Gives the kept record while it is current, else makes it anew; several who ask at once wait for one making.</summary>
public sealed class SeriesMetadataService(ISeriesVersions versions, ISeriesMetadataStore store, SeriesMetadataBuilder builder) : ISeriesMetadata
{
    private readonly ConcurrentDictionary<(StudyUid Study, SeriesUid Series, long Change), Lazy<Task<SeriesMetadataRecord>>> inMaking = new();

    public async ValueTask<SeriesMetadataRecord?> GetAsync(StudyUid study, SeriesUid series, CancellationToken cancellationToken)
    {
        if (await versions.FindVersionAsync(study, series, cancellationToken).ConfigureAwait(false) is not { } version)
        {
            return null;
        }

        if (store.Find(study, series) is { } kept && kept.ChangeNumber == version.ChangeNumber && kept.InstanceCount == version.InstanceCount)
        {
            return kept;
        }

        (StudyUid, SeriesUid, long) key = (study, series, version.ChangeNumber);
        Lazy<Task<SeriesMetadataRecord>> making = inMaking.GetOrAdd(key, _ => new Lazy<Task<SeriesMetadataRecord>>(() => MakeAsync(study, series, version.ChangeNumber)));
        try
        {
            // The one who gives up must not take the record from those who wait.
            return await making.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (making.Value.IsCompleted)
            {
                inMaking.TryRemove(key, out _);
            }
        }
    }

    private async Task<SeriesMetadataRecord> MakeAsync(StudyUid study, SeriesUid series, long change)
    {
        SeriesMetadataRecord record = await builder.BuildAsync(study, series, change, CancellationToken.None).ConfigureAwait(false);
        store.Put(study, record);
        return record;
    }
}
