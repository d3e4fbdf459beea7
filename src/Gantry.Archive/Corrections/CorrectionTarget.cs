using Gantry.Dicom;

namespace Gantry.Archive.Corrections;

/// <summary>What a correction is of: all the studies of a patient, a study, a series of it or one instance of that series. What arrives later is corrected as what is there.</summary>
public sealed record CorrectionTarget
{
    private CorrectionTarget() { }

    /// <summary>Who the studies are of by all corrections before this one; null where a study is named.</summary>
    public PatientIdentity? Patient { get; private init; }

    public StudyUid? Study { get; private init; }

    /// <summary>Null for the whole study.</summary>
    public SeriesUid? Series { get; private init; }

    /// <summary>Null for the whole series.</summary>
    public InstanceUid? Instance { get; private init; }

    public static CorrectionTarget Of(PatientIdentity patient) => new() { Patient = patient };

    public static CorrectionTarget Of(StudyUid study) => new() { Study = study };

    public static CorrectionTarget Of(StudyUid study, SeriesUid series) => new() { Study = study, Series = series };

    public static CorrectionTarget Of(StudyUid study, SeriesUid series, InstanceUid instance) => new() { Study = study, Series = series, Instance = instance };

    /// <summary>Within a study that it is of: is it of this series, or of this instance?</summary>
    public bool Covers(SeriesUid series, InstanceUid? instance) => (Series is null || Series == series) && (Instance is null || Instance == instance);
}
