namespace Gantry.Server.Web.Studies;

/// <summary>What happened to studies since the last event.</summary>
public sealed record StudyEvent(long Change, IReadOnlyList<ChangedStudy> Studies);

/// <param name="Kind">"stored" or "deleted" (something of it).</param>
public sealed record ChangedStudy(string Uid, string Kind);
