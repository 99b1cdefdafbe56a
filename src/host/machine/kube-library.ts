/** What is used of the Kubernetes client. Named here, so that the bundle leaves out the rest: the classes of every
 *  kind of object that a cluster can hold are 3 MB of code. */
export { KubeConfig } from '@kubernetes/client-node'
