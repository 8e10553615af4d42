import { RemovalPolicy } from "aws-cdk-lib";
import type { Settings } from "./settings.ts";

/**
 * What becomes of a resource when its stack goes. Of a stage that is kept it stays, but not when the creation itself is
 * rolled back: the next try would find its name taken.
 */
export const whenRemoved = ({ keep }: Pick<Settings, "keep">): RemovalPolicy =>
  keep === "yes" ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

/**
 * As `whenRemoved`, for what is protected against deletion and whose name CloudFormation draws: it stays also when the
 * creation is rolled back, for CloudFormation could not delete it, and the rollback would stick.
 */
export const whenRemovedProtected = ({ keep }: Pick<Settings, "keep">): RemovalPolicy =>
  keep === "yes" ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
