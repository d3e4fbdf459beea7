using Gantry.Dicom;

namespace Gantry.Archive.Corrections;

/// <summary>The history of corrections: durable, append-only, kept where nothing that can be derived is kept. Throws <see cref="StateException"/>.</summary>
public interface ICorrectionStore
{
    /// <summary>Number of the last one; 0 for none.</summary>
    long Latest { get; }

    /// <summary>Adds one and gives it its number, durable on return. Null where it undoes what another has undone already.</summary>
    Correction? Append(Correction correction);

    Correction? Find(long number);

    /// <summary>Those after a number, in order.</summary>
    IReadOnlyList<Correction> Read(long after, int limit);

    /// <summary>Those of a study, its series and instances, and of a patient, with those that undo them, in order.</summary>
    IReadOnlyList<Correction> ReadOf(StudyUid? study, PatientIdentity? patient);

    /// <summary>Some by their numbers, with those that undo them, in order.</summary>
    IReadOnlyList<Correction> ReadAll(IReadOnlyCollection<long> numbers);
}
