namespace Gantry.Archive.Audit;

/// <summary>Kinds of audit events; the numbers are stored and never change their meaning.</summary>
public enum AuditKind
{
    ServerStarted = 1,
    ServerStopped = 2,

    SignIn = 10,
    SignInFailed = 11,
    SignOut = 12,
    AccountLocked = 13,

    AccountAdded = 20,
    AccountChanged = 21,
    PasswordChanged = 22,
    PasswordReset = 23,

    TokenCreated = 30,
    TokenRevoked = 31,

    PeerAdded = 35,
    PeerChanged = 36,
    PeerRemoved = 37,
    RouteChanged = 38,
    RouteRemoved = 39,
    ViewChanged = 54,
    ViewRemoved = 55,

    /// <summary>Images or metadata of a study left the archive (once for each caller and study in some minutes).</summary>
    StudyRead = 40,

    /// <summary>Instances of a study came in (once for each association or request).</summary>
    InstancesStored = 41,
    Deleted = 42,

    /// <summary>Attributes of a study or a patient were corrected, or a correction was undone.</summary>
    Corrected = 44,

    /// <summary>Files were brought in from the command line (once for each run).</summary>
    Imported = 43,

    /// <summary>A peer searched (PS3.15 A.5.3.10, once for each C-FIND).</summary>
    Queried = 56,

    AssociationRefused = 50,
    AccessDenied = 51,

    /// <summary>An association was accepted, and has ended: how, and what it brought.</summary>
    AssociationAccepted = 52,

    CompressionChanged = 60,
    CompressionRemoved = 61,

    /// <summary>Events that could not be written in time, by their number.</summary>
    AuditLost = 70,
}
