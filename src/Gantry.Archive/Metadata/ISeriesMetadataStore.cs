using Gantry.Dicom;

namespace Gantry.Archive.Metadata;

/// <summary>Keeps metadata records. All of it is derived: it may forget anything at any time.</summary>
public interface ISeriesMetadataStore
{
    /// <summary>The change up to which records have been made; 0 at first.</summary>
    long Cursor { get; set; }

    SeriesMetadataRecord? Find(StudyUid study, SeriesUid series);

    void Put(StudyUid study, SeriesMetadataRecord record);

    /// <summary>Forgets a study's records, or one series'.</summary>
    void Remove(StudyUid study, SeriesUid? series);
}
