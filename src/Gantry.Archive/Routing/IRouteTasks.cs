using Gantry.Dicom;

namespace Gantry.Archive.Routing;

/// <summary>Makes the jobs of rules that do not send.</summary>
public interface IRouteTasks
{
    /// <summary>Durable when it returns.</summary>
    void Add(Route route, StudyUid study, string? patientId);
}
